/* The content rules of a room while somebody edits them: text in fields, and back to what the room understands. */
import type { ContentRule, LadderStep, RuleKind } from "./wire.gen";

/** Every field as it stands in the form. */
export interface RuleForm extends Omit<ContentRule, "patterns"> {
  /** Tells rules apart whose names are being typed. */
  readonly key: number;
  /** One per line. */
  readonly patterns: string;
}

export type LadderAct = "warn" | "mute" | "ban";

export interface StepForm {
  readonly key: number;
  readonly strikes: number;
  readonly act: LadderAct;
  readonly seconds: number;
}

const TEN_MINUTES = 600;

/** Which kinds have patterns; for links these are the sites that are allowed. */
export function hasPatterns(kind: RuleKind): boolean {
  return kind === "links" || kind === "keywords" || kind === "regex";
}

/** Which kinds count posts within a time. */
export function isCounting(kind: RuleKind): boolean {
  return kind === "flood" || kind === "near_duplicate";
}

export function newRule(key: number, taken: readonly string[]): RuleForm {
  let number = taken.length + 1;
  while (taken.includes(`rule-${number}`)) number += 1;
  return {
    key,
    id: `rule-${number}`,
    kind: "keywords",
    effect: "hold",
    patterns: "",
    threshold: 5,
    window: 60,
    seconds: TEN_MINUTES,
    shadow: true,
    exempt: [],
  };
}

export function ruleForms(rules: readonly ContentRule[]): readonly RuleForm[] {
  return rules.map((rule, key) => ({ ...rule, key, patterns: rule.patterns.join("\n") }));
}

export function toRules(forms: readonly RuleForm[]): readonly ContentRule[] {
  return forms.map(({ key: _, patterns, ...rule }) => ({
    ...rule,
    patterns: hasPatterns(rule.kind)
      ? patterns
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== "")
      : [],
  }));
}

export function stepForms(ladder: readonly LadderStep[]): readonly StepForm[] {
  return ladder.map(({ strikes, mute, ban }, key) => ({
    key,
    strikes,
    act: ban !== null ? "ban" : mute !== null ? "mute" : "warn",
    seconds: ban ?? mute ?? TEN_MINUTES,
  }));
}

export function newStep(key: number, steps: readonly StepForm[]): StepForm {
  return { key, strikes: (steps.at(-1)?.strikes ?? 0) + 1, act: "warn", seconds: TEN_MINUTES };
}

export function toLadder(steps: readonly StepForm[]): readonly LadderStep[] {
  return steps.map(({ strikes, act, seconds }) => ({
    strikes,
    mute: act === "mute" ? seconds : null,
    ban: act === "ban" ? seconds : null,
  }));
}
