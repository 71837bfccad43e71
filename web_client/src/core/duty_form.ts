/*
 * The duty plan while somebody edits it: every field as text, and back to the plan. What is no time or day becomes a
 * problem that names its field; whether the plan makes sense, the server says.
 */
import { clockText, DAY_MINUTES as DAY, minutesOf, Unreadable } from "./clock_text";
import {
  type AllTargets,
  type Calendar,
  type DutyPlan,
  type Handover,
  type Hours,
  type Override,
  type Shift,
  type Swap,
  WEEKDAYS,
  type Weekday,
} from "./duty_plan";
import { named, type TargetForms, toTargetForms, toTargets } from "./duty_targets";
import { type QuietForm, quietForm, toQuiet } from "./quiet_hours";
import { OBLIGATION_CLASSES, OCCASIONS } from "./wire.gen";

export interface ShiftForm {
  readonly key: number;
  readonly id: string;
  readonly title: string;
  readonly rooms: readonly string[] | null;
  readonly zone: string;
  readonly since: string;
  /** The days of a weekly rule; null: `rule` is another one. */
  readonly days: readonly Weekday[] | null;
  readonly rule: string;
  readonly start: string;
  readonly end: string;
  /** So many whole days more until it ends. */
  readonly longer: number;
  readonly rotation: readonly string[];
  readonly handover: Handover;
  readonly secondary: readonly string[];
  readonly capacity: number;
  readonly skipped: string;
}

export interface OverrideForm extends Override {
  readonly key: number;
}

export interface SwapForm extends Swap {
  readonly key: number;
}

export interface DutyForm {
  readonly zone: string;
  /** "09:00-12:00, 13:00-17:30"; empty: closed. */
  readonly weekly: Readonly<Record<Weekday, string>>;
  /** One day per line. */
  readonly holidays: string;
  /** One rule per line (RFC 5545). */
  readonly yearlyHolidays: string;
  /** One day per line, and its hours. */
  readonly extraDays: string;
  readonly shifts: readonly ShiftForm[];
  readonly overrides: readonly OverrideForm[];
  readonly swaps: readonly SwapForm[];
  readonly targets: TargetForms;
  readonly quiet: QuietForm;
  /** Of the roster that this was. */
  readonly version: number;
  readonly standard: AllTargets;
}

const OFFICE: readonly Hours[] = [{ start: 9 * 60, end: 17 * 60 + 30 }];
const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WEEKLY = /^FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Where there is none yet: office hours on weekdays, and nobody on duty. */
export function emptyPlan(zone: string): DutyPlan {
  const weekly = Object.fromEntries(
    WEEKDAYS.map((day, place) => [day, place < 5 ? OFFICE : []]),
  ) as unknown as Calendar["weekly"];
  return {
    calendar: { zone, weekly, holidays: [], yearly_holidays: [], extra_days: [] },
    roster: { version: 0, shifts: [], overrides: [], swaps: [] },
    targets: {},
    occasions: {},
    quiet_hours: null,
  };
}

export function newShift(key: number, taken: readonly string[], zone: string, today: string): ShiftForm {
  let number = taken.length + 1;
  while (taken.includes(`shift-${number}`)) number += 1;
  return {
    key,
    id: `shift-${number}`,
    title: "",
    rooms: null,
    zone,
    since: today,
    days: WEEKDAYS.slice(0, 5),
    rule: "",
    start: "09:00",
    end: "17:30",
    longer: 0,
    rotation: [],
    handover: "shift",
    secondary: [],
    capacity: 20,
    skipped: "",
  };
}

// ---------------------------------------------------------------- from the plan

export function toForm(plan: DutyPlan, standard: AllTargets): DutyForm {
  const { calendar, roster } = plan;
  return {
    zone: calendar.zone,
    weekly: eachDay((day) => calendar.weekly[day].map(hoursText).join(", ")),
    holidays: calendar.holidays.join("\n"),
    yearlyHolidays: calendar.yearly_holidays.join("\n"),
    extraDays: calendar.extra_days
      .map(({ day, hours }) => [day, hours.map(hoursText).join(", ")].join(" ").trim())
      .join("\n"),
    shifts: roster.shifts.map(shiftForm),
    overrides: roster.overrides.map((override, key) => ({ ...override, key })),
    swaps: roster.swaps.map((swap, key) => ({ ...swap, key })),
    targets: toTargetForms({ ...plan.targets, ...plan.occasions }, standard),
    quiet: quietForm(plan.quiet_hours, calendar.zone),
    version: roster.version,
    standard,
  };
}

function shiftForm(shift: Shift, key: number): ShiftForm {
  const { recurrence, start, length, skipped, ...same } = shift;
  const days = weekdaysOf(recurrence);
  return {
    ...same,
    key,
    days,
    rule: days === null ? recurrence : "",
    start: clockText(start),
    end: clockText((start + length) % DAY),
    longer: Math.ceil(length / DAY) - 1,
    skipped: skipped.join("\n"),
  };
}

/** Of the rule that the presets write; null for any other. */
export function weekdaysOf(rule: string): readonly Weekday[] | null {
  const named = WEEKLY.exec(rule)?.[1]?.split(",");
  return named === undefined ? null : WEEKDAYS.filter((_, place) => named.includes(CODES[place] ?? ""));
}

export function hoursText({ start, end }: Hours): string {
  return `${clockText(start)}-${clockText(end > DAY ? end - DAY : end)}`;
}

function eachDay<T>(of: (day: Weekday) => T): Readonly<Record<Weekday, T>> {
  return Object.fromEntries(WEEKDAYS.map((day) => [day, of(day)])) as Record<Weekday, T>;
}

// ---------------------------------------------------------------- to the plan

/** Throws Unreadable. */
export function toPlan(form: DutyForm): DutyPlan {
  const known = new Set(form.shifts.map(({ id }) => id));
  const targets = toTargets(form.targets, form.standard);
  return {
    calendar: {
      zone: form.zone.trim(),
      weekly: eachDay((day) => hoursIn(form.weekly[day], day)),
      holidays: datesIn(form.holidays, "holidays"),
      yearly_holidays: rulesIn(form.yearlyHolidays),
      extra_days: form.extraDays
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
        .map((line) => extraDay(line)),
    },
    roster: {
      version: form.version,
      shifts: form.shifts.map(toShift),
      overrides: form.overrides.filter(({ shift }) => known.has(shift)).map(withoutKey),
      swaps: form.swaps
        .filter(({ one, other }) => known.has(one.shift) && known.has(other.shift))
        .map(withoutKey),
    },
    targets: named(targets, OBLIGATION_CLASSES),
    occasions: named(targets, OCCASIONS),
    quiet_hours: toQuiet(form.quiet),
  };
}

function withoutKey<T extends { readonly key: number }>({ key: _, ...rest }: T): Omit<T, "key"> {
  return rest;
}

function toShift(form: ShiftForm): Shift {
  const { key: _, days, rule, start, end, longer, skipped, ...same } = form;
  const from = minutesOf(start, "start");
  const length = ((minutesOf(end, "end") - from + DAY) % DAY || DAY) + longer * DAY;
  return {
    ...same,
    zone: same.zone.trim(),
    recurrence: days === null ? rule.trim() : weeklyRule(days),
    start: from,
    length,
    skipped: datesIn(skipped, "skipped"),
  };
}

/** A rule without days would mean that of its first day: it is left to the server to refuse. */
export function weeklyRule(days: readonly Weekday[]): string {
  const codes = CODES.filter((_, place) => days.some((day) => day === WEEKDAYS[place]));
  return `FREQ=WEEKLY;BYDAY=${codes.join(",")}`;
}

/** "9:00-12:00, 13:00-17:30": what ends before it begins ends on the day after. */
export function hoursIn(text: string, field: string): readonly Hours[] {
  return text
    .split(/[,，;；\s]+/)
    .filter((part) => part !== "")
    .map((part) => {
      const [from, to, ...more] = part.split(/[-–—~～]/);
      if (from === undefined || to === undefined || more.length > 0) throw new Unreadable(field, part);
      const [start, end] = [minutesOf(from, field), minutesOf(to, field)];
      return { start, end: end > start ? end : end + DAY };
    });
}

function extraDay(line: string): { day: string; hours: readonly Hours[] } {
  const [day = "", ...hours] = line.split(/\s+/);
  return { day: dateOf(day, "extraDays"), hours: hoursIn(hours.join(" "), "extraDays") };
}

/** A rule has commas of its own. */
function rulesIn(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function datesIn(text: string, field: string): readonly string[] {
  return lines(text).map((line) => dateOf(line, field));
}

function dateOf(text: string, field: string): string {
  if (!DATE.test(text) || Number.isNaN(Date.parse(text))) throw new Unreadable(field, text);
  return text;
}

function lines(text: string): readonly string[] {
  return text
    .split(/[\n,，]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
