import { describe, expect, test } from "vitest";
import { newRule, newStep, ruleForms, stepForms, toLadder, toRules } from "../../src/core/content_rules";
import type { ContentRule, LadderStep } from "../../src/core/wire.gen";

const RULE: ContentRule = {
  id: "ads",
  kind: "keywords",
  effect: "hold",
  patterns: ["buy", "广告"],
  threshold: 5,
  window: 60,
  seconds: 600,
  shadow: false,
  exempt: ["active"],
};

describe("rules", () => {
  test("survive being edited without a change", () => {
    expect(toRules(ruleForms([RULE]))).toEqual([RULE]);
  });

  test("have one pattern per line, without blank ones", () => {
    const [form] = ruleForms([RULE]);
    if (form === undefined) throw new Error("no form");
    expect(toRules([{ ...form, patterns: " a \n\n b" }])[0]?.patterns).toEqual(["a", "b"]);
  });

  test("that count posts have no patterns", () => {
    const [form] = ruleForms([RULE]);
    if (form === undefined) throw new Error("no form");
    expect(toRules([{ ...form, kind: "flood" }])[0]?.patterns).toEqual([]);
  });

  test("begin as a trial, under a name that is free", () => {
    expect(newRule(1, ["rule-2"])).toMatchObject({ id: "rule-3", shadow: true });
    expect(newRule(1, [])).toMatchObject({ id: "rule-1" });
  });
});

describe("the ladder", () => {
  const LADDER: LadderStep[] = [
    { strikes: 1, mute: null, ban: null },
    { strikes: 3, mute: 600, ban: null },
    { strikes: 5, mute: null, ban: 86_400 },
  ];

  test("survives being edited without a change", () => {
    expect(toLadder(stepForms(LADDER))).toEqual(LADDER);
  });

  test("goes on above its last step", () => {
    expect(newStep(9, stepForms(LADDER))).toMatchObject({ strikes: 6, act: "warn" });
    expect(newStep(9, [])).toMatchObject({ strikes: 1 });
  });
});
