/*
 * How fast answers are promised, while somebody edits it: each class with an amount and a unit, beside the standard that
 * holds where a plan says nothing.
 */
import { Unreadable } from "./clock_text";
import type { AllTargets, Target, Targets } from "./duty_plan";
import { OBLIGATION_CLASSES, type ObligationClass } from "./wire.gen";

export const UNITS = { minutes: 60, hours: 3600 } as const;
export type Unit = keyof typeof UNITS;

/** `amount` as it is typed; empty: nothing is promised. */
export interface Span {
  readonly amount: string;
  readonly unit: Unit;
}

export interface TargetForm {
  readonly first: Span;
  readonly full: Span;
  readonly clock: Target["clock"];
}

export type TargetForms = Readonly<Record<ObligationClass, TargetForm>>;

export function toTargetForms(targets: Targets, standard: AllTargets): TargetForms {
  return eachClass((name) => targetForm(targets[name] ?? standard[name]));
}

export function targetForm({ first, full, clock }: Target): TargetForm {
  return { first: spanOf(first), full: spanOf(full), clock };
}

/** In hours where that is shorter to say. */
export function spanOf(seconds: number | null): Span {
  if (seconds === null) return { amount: "", unit: "hours" };
  const unit = seconds >= UNITS.hours && seconds % UNITS.hours === 0 ? "hours" : "minutes";
  return { amount: String(seconds / UNITS[unit]), unit };
}

/** Only what differs from the standard. Throws Unreadable. */
export function toTargets(forms: TargetForms, standard: AllTargets): Targets {
  const own = OBLIGATION_CLASSES.map((name) => [name, toTarget(forms[name], name)] as const);
  return Object.fromEntries(own.filter(([name, target]) => !isSame(target, standard[name])));
}

function toTarget({ first, full, clock }: TargetForm, name: ObligationClass): Target {
  const within = secondsOf(first, name);
  if (within === null) throw new Unreadable(name, first.amount);
  return { first: within, full: secondsOf(full, name), clock };
}

function secondsOf({ amount, unit }: Span, name: ObligationClass): number | null {
  const text = amount.trim();
  if (text === "") return null;
  const seconds = Number(text) * UNITS[unit];
  if (!Number.isFinite(seconds) || seconds < 1) throw new Unreadable(name, text);
  return seconds;
}

export function isSame(one: Target, other: Target): boolean {
  return one.first === other.first && one.full === other.full && one.clock === other.clock;
}

function eachClass<T>(of: (name: ObligationClass) => T): Readonly<Record<ObligationClass, T>> {
  return Object.fromEntries(OBLIGATION_CLASSES.map((name) => [name, of(name)])) as Record<ObligationClass, T>;
}
