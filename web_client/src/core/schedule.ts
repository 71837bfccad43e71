/*
 * Posts for later, as staff write them: a form for the timing, what the HTTP API says of it, and what is scheduled in all
 * rooms. When something is due is the server's to say: the page knows no calendar.
 */
import { callApi } from "./api";
import { clockText, minutesOf, Unreadable } from "./clock_text";
import { weekdaysOf, weeklyRule } from "./duty_form";
import { type Flaw, WEEKDAYS, type Weekday } from "./duty_plan";
import type { MessageView, ScheduledPost, Timing } from "./wire.gen";

const AUTHOR = "schedule:";
const EVENING = "20:00";
const DAY_SECONDS = 86_400;

export const REPEATS = ["once", "weekly", "rule"] as const;
export type Repeats = (typeof REPEATS)[number];

/** What `server/http/schedule.py` tells of one. `replies`: of the last that was sent. */
export interface RoomPost {
  readonly room: string;
  readonly room_title: string;
  readonly post: ScheduledPost;
  readonly replies: number | null;
}

export interface Preview {
  readonly times: readonly number[];
  readonly flaw: Flaw | null;
}

export interface TimingForm {
  readonly repeats: Repeats;
  readonly day: string;
  readonly time: string;
  readonly zone: string;
  readonly days: readonly Weekday[];
  readonly rule: string;
  /** Empty: it has no end. */
  readonly until: string;
}

/** Whether the room posted it because staff had planned it. */
export function isScheduled({ author, author_kind }: Pick<MessageView, "author" | "author_kind">): boolean {
  return author_kind === "system" && author.startsWith(AUTHOR);
}

/** Rejects with SignedOut or ApiRefused, as the next. */
export function readSchedule(): Promise<readonly RoomPost[]> {
  return callApi("GET", "/api/schedule");
}

export function previewTimes(timing: Timing): Promise<Preview> {
  return callApi("POST", "/api/schedule/preview", timing);
}

/** The two hours in which learners of the room write most: from `start` o'clock in the zone. */
export interface ActiveHours {
  readonly start: number;
  readonly share: number;
}

/** Null: they wrote too little on these days to say. */
export function readActiveHours(
  room: string,
  { zone, repeats, days }: TimingForm,
): Promise<ActiveHours | null> {
  const asked = repeats === "weekly" ? days : WEEKDAYS;
  const numbers = asked.map((day) => WEEKDAYS.indexOf(day)).join("");
  return callApi("GET", `/api/rooms/${room}/active-hours?${new URLSearchParams({ zone, days: numbers })}`);
}

/** Tomorrow evening, once. `now` is UTC seconds. */
export function newTiming(now: number, zone: string): TimingForm {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format((now + DAY_SECONDS) * 1000);
  return { repeats: "once", day, time: EVENING, zone, days: WEEKDAYS, rule: "", until: "" };
}

export function timingForm({ zone, since, minutes, rule, until }: Timing): TimingForm {
  const days = rule === null ? null : weekdaysOf(rule);
  const repeats = rule === null ? "once" : days === null ? "rule" : "weekly";
  return {
    repeats,
    day: since,
    time: clockText(minutes),
    zone,
    days: days ?? WEEKDAYS,
    rule: rule ?? "",
    until: until ?? "",
  };
}

/** Null while something is missing. */
export function toTiming({ repeats, day, time, zone, days, rule, until }: TimingForm): Timing | null {
  const minutes = minutesIn(time);
  if (minutes === null || day === "" || zone.trim() === "") return null;
  const once = { zone: zone.trim(), since: day, minutes };
  if (repeats === "once") return { ...once, rule: null, until: null };
  const written = repeats === "weekly" ? weekly(days) : rule.trim().toUpperCase();
  return written === "" ? null : { ...once, rule: written, until: until || null };
}

function weekly(days: readonly Weekday[]): string {
  return days.length === 0 ? "" : weeklyRule(days);
}

function minutesIn(time: string): number | null {
  try {
    return minutesOf(time, "time");
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}
