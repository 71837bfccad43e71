/* Moments in the reader's language and time zone. */
import { locale, t } from "./i18n";

/** Hours and minutes. `at` is UTC seconds, as everywhere on the wire. */
export function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at * 1000);
}

export function fullMoment(at: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeStyle: "medium" }).format(at * 1000);
}

/** "Today", "Yesterday" or the date; `now` is UTC seconds too. `zone` is the reader's if it is left out. */
export function dayName(at: number, now: number, zone?: string): string {
  const days = dayNumber(now, zone) - dayNumber(at, zone);
  if (days === 0) return t("day_today");
  if (days === 1) return t("day_yesterday");
  return new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeZone: zone }).format(at * 1000);
}

/** Counts calendar days of a time zone, the reader's if none is named, so that midnight separates and not 24 hours. */
export function dayNumber(at: number, zone?: string): number {
  if (zone !== undefined) return dayNumberIn(at, zone);
  const date = new Date(at * 1000);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

function dayNumberIn(at: number, zone: string): number {
  const shown = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at * 1000);
  return Math.floor(Date.parse(`${shown}T00:00Z`) / 86_400_000);
}

/** A countdown or a running clock: 4:05, or 1:04:05 from an hour on. Begun seconds count: 0:00 is over. */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours > 0 ? two(minutes) : minutes}:${two(rest)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The time of day, and the date when it is another day than today. */
export function momentText(at: number): string {
  if (dayNumber(at) === dayNumber(Date.now() / 1000)) return timeOfDay(at);
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(at * 1000);
}

/** A moment that is to come: the time today, the weekday within a week, else the date. */
export function comingText(at: number, now: number): string {
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return timeOfDay(at);
  const near = days > 0 && days < 7;
  const day = near ? ({ weekday: "long" } as const) : ({ month: "long", day: "numeric" } as const);
  return new Intl.DateTimeFormat(locale(), { ...day, hour: "2-digit", minute: "2-digit" }).format(at * 1000);
}

/** With its weekday, as clocks of `zone` show it. */
export function momentIn(at: number, zone: string): string {
  const day = { weekday: "short", year: "numeric", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", timeZone: zone } as const;
  return new Intl.DateTimeFormat(locale(), { ...day, ...time }).format(at * 1000);
}

/** How long something has lasted: as a clock for a day, then in days. */
export function lastedText(seconds: number): string {
  if (seconds < 86_400) return clockFace(Math.floor(seconds));
  const days = Math.floor(seconds / 86_400);
  return new Intl.NumberFormat(locale(), { style: "unit", unit: "day", unitDisplay: "long" }).format(days);
}

/** The name of the weekday that is so many days after Monday. */
export function weekdayName(place: number, weekday: "long" | "short" = "long"): string {
  const aMonday = Date.UTC(2026, 0, 5);
  return new Intl.DateTimeFormat(locale(), { weekday, timeZone: "UTC" }).format(aMonday + place * 86_400_000);
}
