/*
 * The duty plan as the HTTP API has it (`server/duty/plan.py`, `community/calendars.py`, `community/rosters.py`), and who
 * may be in it. What the form does not show travels through it unchanged.
 */
import { type ApiRefused, callApi } from "./api";
import type { QuietHours } from "./quiet_hours";
import type { ObligationClass, Occasion, Role } from "./wire.gen";

export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const HANDOVERS = ["shift", "day", "week"] as const;
export type Handover = (typeof HANDOVERS)[number];

/** Minutes after midnight; past 1440 on the day after. */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

export interface Calendar {
  readonly zone: string;
  readonly weekly: Readonly<Record<Weekday, readonly Hours[]>>;
  readonly holidays: readonly string[];
  readonly yearly_holidays: readonly string[];
  readonly extra_days: readonly { readonly day: string; readonly hours: readonly Hours[] }[];
}

export interface Shift {
  readonly id: string;
  readonly title: string;
  /** Null: all rooms. */
  readonly rooms: readonly string[] | null;
  readonly zone: string;
  readonly since: string;
  readonly recurrence: string;
  readonly start: number;
  readonly length: number;
  readonly rotation: readonly string[];
  readonly handover: Handover;
  readonly secondary: readonly string[];
  readonly capacity: number;
  readonly skipped: readonly string[];
}

/** Moments are local to the shift: `2026-11-23T09:00:00`. */
export interface Override {
  readonly shift: string;
  readonly person: string;
  readonly start: string;
  readonly end: string;
}

/** The turn that begins on this local day. */
export interface OwnTurn {
  readonly person: string;
  readonly shift: string;
  readonly day: string;
}

/** Two people take each other's turn. */
export interface Swap {
  readonly one: OwnTurn;
  readonly other: OwnTurn;
}

export interface Roster {
  readonly version: number;
  readonly shifts: readonly Shift[];
  readonly overrides: readonly Override[];
  readonly swaps: readonly Swap[];
}

/** Seconds until somebody responds, and until it is answered, if that is promised. */
export interface Target {
  readonly first: number;
  readonly full: number | null;
  readonly clock: "wall" | "covered";
}

export type TargetName = ObligationClass | Occasion;
/** Whatever is not named keeps the standard. */
export type Targets<Name extends TargetName = TargetName> = Readonly<Partial<Record<Name, Target>>>;
export type AllTargets<Name extends TargetName = TargetName> = Readonly<Record<Name, Target>>;

export interface DutyPlan {
  readonly calendar: Calendar;
  readonly roster: Roster;
  readonly targets: Targets<ObligationClass>;
  readonly occasions: Targets<Occasion>;
  readonly quiet_hours: QuietHours | null;
  /** When the daily report is made: minutes after midnight, where the calendar is. */
  readonly report_at: number;
}

export interface PlanView {
  readonly version: number;
  readonly at: number | null;
  readonly by: string;
  readonly plan: DutyPlan | null;
  /** Places of swaps that change nothing. */
  readonly swaps_in_vain: readonly number[];
  readonly standard: AllTargets<ObligationClass>;
  readonly standard_occasions: AllTargets<Occasion>;
}

export interface Flaw {
  readonly code: string;
  readonly where: string;
  readonly detail: string;
}

export interface StaffPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** All of these reject with SignedOut or ApiRefused. */
export const readPlan = () => callApi<PlanView>("GET", "/api/duty/plan");
/** Refused when another version than `basedOn` is there meanwhile. */
export const savePlan = (plan: DutyPlan, basedOn: number) =>
  callApi<PlanView>("PUT", `/api/duty/plan?based_on=${basedOn}`, plan);
export const readStaff = () => callApi<readonly StaffPerson[]>("GET", "/api/duty/staff");

/** What is wrong with a plan that was refused; none for any other refusal. */
export function flawsOf(refusal: ApiRefused): readonly Flaw[] {
  const body = refusal.body as { readonly flaws?: readonly Flaw[] } | null;
  return refusal.code === "bad_plan" ? (body?.flaws ?? []) : [];
}
