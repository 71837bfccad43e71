import { expect, test } from "vitest";
import { Unreadable } from "../../src/core/clock_text";
import { spanOf, toTargetForms, toTargets } from "../../src/core/duty_targets";
import { STANDARD } from "../support/duty";

const OWN = { question: { first: 600, full: null, clock: "covered" } } as const;

test("targets go through the form unchanged, and the standard is not written down", () => {
  expect(toTargets(toTargetForms(OWN, STANDARD), STANDARD)).toEqual(OWN);
  expect(toTargets(toTargetForms({}, STANDARD), STANDARD)).toEqual({});
});

test.each([
  [90, { amount: "1.5", unit: "minutes" }],
  [900, { amount: "15", unit: "minutes" }],
  [5400, { amount: "90", unit: "minutes" }],
  [86_400, { amount: "24", unit: "hours" }],
  [null, { amount: "", unit: "hours" }],
] as const)("%s seconds are said in the shorter way", (seconds, span) => {
  expect(spanOf(seconds)).toEqual(span);
});

test("an amount that is changed is a target of one's own", () => {
  const forms = toTargetForms({}, STANDARD);
  const hand = { ...forms.hand, full: { amount: "1.5", unit: "hours" as const } };
  expect(toTargets({ ...forms, hand }, STANDARD)).toEqual({
    hand: { first: 120, full: 5400, clock: "wall" },
  });
});

test.each(["", "soon", "0", "-5", "Infinity"])("a first response within “%s” cannot be", (amount) => {
  const forms = toTargetForms({}, STANDARD);
  const report = { ...forms.report, first: { amount, unit: "minutes" as const } };
  expect(() => toTargets({ ...forms, report }, STANDARD)).toThrow(new Unreadable("report", amount).message);
});
