/*
 * When one room is not to ring (`community/muting.py`), and the form of it: hours of the week as rows of days with a
 * beginning and an end, as people say them. It knows no clock but the one that it is given.
 */
import { clockText, DAY_MINUTES, minutesOf } from "./clock_text";
import { type Hours, WEEKDAYS, type Weekday } from "./duty_plan";

type Week = { readonly [day in Weekday]?: readonly Hours[] };

/** `until` is UTC seconds. */
export interface Mute {
  readonly always: boolean;
  readonly until: number | null;
  readonly weekly: { readonly zone: string; readonly week: Week } | null;
}

export type MuteWay = "off" | "hour" | "morning" | "kept" | "weekly" | "always";

/** `days` are places in the week, Monday first; an `end` that is not after `start` is on the following day. */
export interface MuteRow {
  readonly days: readonly number[];
  readonly start: string;
  readonly end: string;
}

/** `until`: the moment that `kept` stands for. */
export interface MuteForm {
  readonly way: MuteWay;
  readonly until: number | null;
  readonly zone: string;
  readonly rows: readonly MuteRow[];
}

/** Every night, where there is nothing yet. */
export const NIGHTS: MuteRow = { days: [0, 1, 2, 3, 4, 5, 6], start: "22:00", end: "07:00" };
const MORNING_HOUR = 8;

export function muteForm(mute: Mute, zone: string, now: number): MuteForm {
  const kept = mute.until !== null && mute.until > now ? mute.until : null;
  const rows = mute.weekly === null ? [] : rowsOf(mute.weekly.week);
  return {
    way: wayOf(mute, kept, rows),
    until: kept,
    zone: mute.weekly?.zone ?? zone,
    rows: rows.length === 0 ? [NIGHTS] : rows,
  };
}

/** Throws Unreadable for what is no time of day, or for hours without a day. */
export function toMute({ way, until, zone, rows }: MuteForm, now: number): Mute {
  const off: Mute = { always: false, until: null, weekly: null };
  switch (way) {
    case "off":
      return off;
    case "always":
      return { ...off, always: true };
    case "hour":
      return { ...off, until: Math.round(now) + 3600 };
    case "morning":
      return { ...off, until: nextMorning(now) };
    case "kept":
      return { ...off, until };
    case "weekly":
      return { ...off, weekly: { zone: zone.trim(), week: weekOf(rows) } };
  }
}

function wayOf(mute: Mute, kept: number | null, rows: readonly MuteRow[]): MuteWay {
  if (mute.always) return "always";
  if (kept !== null) return "kept";
  return rows.length > 0 ? "weekly" : "off";
}

/** Of this browser's clock: that is where its reader gets up. */
function nextMorning(now: number): number {
  const morning = new Date(now * 1000);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime() / 1000;
}

function rowsOf(week: Week): readonly MuteRow[] {
  const rows = new Map<string, MuteRow>();
  WEEKDAYS.forEach((weekday, day) => {
    for (const { start, end } of week[weekday] ?? []) {
      const row = { start: clockText(start), end: clockText(end % DAY_MINUTES) };
      const key = `${row.start} ${row.end}`;
      rows.set(key, { ...row, days: [...(rows.get(key)?.days ?? []), day] });
    }
  });
  return [...rows.values()];
}

function weekOf(rows: readonly MuteRow[]): Week {
  const week: { [day in Weekday]?: Hours[] } = {};
  for (const { days, start, end } of rows) {
    const [from, to] = [minutesOf(start, "mute") % DAY_MINUTES, minutesOf(end, "mute")];
    const hours = { start: from, end: to <= from ? to + DAY_MINUTES : to };
    for (const day of days) {
      const weekday = WEEKDAYS[day];
      if (weekday !== undefined) week[weekday] = [...(week[weekday] ?? []), hours];
    }
  }
  return week;
}
