/*
 * How fast answers are promised, while somebody edits it: each class and occasion with an amount and a unit, beside the standard that
 * holds where a plan says nothing.
 */
import { Unreadable } from "./clock_text";
import type { AllTargets, Target, TargetName, Targets } from "./duty_plan";
import { OBLIGATION_CLASSES, OCCASIONS } from "./wire.gen";

export const TARGET_NAMES: readonly TargetName[] = [...OBLIGATION_CLASSES, ...OCCASIONS];
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

export type TargetForms = Readonly<Record<TargetName, TargetForm>>;

export function toTargetForms(targets: Targets, standard: AllTargets): TargetForms {
  return eachName((name) => targetForm(targets[name] ?? standard[name]));
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
  const own = TARGET_NAMES.map((name) => [name, toTarget(forms[name], name)] as const);
  return Object.fromEntries(own.filter(([name, target]) => !isSame(target, standard[name])));
}

/** Those of these names. */
export function named<Name extends TargetName>(targets: Targets, names: readonly Name[]): Targets<Name> {
  const found = Object.entries(targets).filter(([name]) => (names as readonly string[]).includes(name));
  return Object.fromEntries(found) as Targets<Name>;
}

function toTarget({ first, full, clock }: TargetForm, name: TargetName): Target {
  const within = secondsOf(first, name);
  if (within === null) throw new Unreadable(name, first.amount);
  return { first: within, full: secondsOf(full, name), clock };
}

function secondsOf({ amount, unit }: Span, name: TargetName): number | null {
  const text = amount.trim();
  if (text === "") return null;
  const seconds = Number(text) * UNITS[unit];
  if (!Number.isFinite(seconds) || seconds < 1) throw new Unreadable(name, text);
  return seconds;
}

export function isSame(one: Target, other: Target): boolean {
  return one.first === other.first && one.full === other.full && one.clock === other.clock;
}

function eachName<T>(of: (name: TargetName) => T): Readonly<Record<TargetName, T>> {
  return Object.fromEntries(TARGET_NAMES.map((name) => [name, of(name)])) as Record<TargetName, T>;
}
