/*
 * Hours in which somebody is left in peace (`server/duty/quiet_hours.py`), and their form: times of day as text. Of a
 * person, and of a whole space.
 */
import { clockText, DAY_MINUTES, minutesOf } from "./clock_text";

/** Minutes after midnight, every day; an `end` before `start` is on the following day. */
export interface QuietHours {
  readonly start: number;
  readonly end: number;
  readonly zone: string;
}

export interface QuietForm {
  readonly on: boolean;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
}

/** Nights, where there are none yet. */
const NIGHT = { start: 22 * 60, end: 8 * 60 };

export function quietForm(quiet: QuietHours | null, zone: string): QuietForm {
  const { start, end } = quiet ?? NIGHT;
  return { on: quiet !== null, start: clockText(start), end: clockText(end), zone: quiet?.zone ?? zone };
}

/** Throws Unreadable. */
export function toQuiet({ on, start, end, zone }: QuietForm): QuietHours | null {
  if (!on) return null;
  const [from, to] = [minutesOf(start, "quiet"), minutesOf(end, "quiet")];
  return { start: from % DAY_MINUTES, end: to % DAY_MINUTES, zone: zone.trim() };
}
