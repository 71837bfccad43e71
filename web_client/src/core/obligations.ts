/*
 * What the page tells of what is owed: whose it is, who waits before one, how long it usually takes, and what staff see
 * of one at a glance. It reads what the room has decided and decides nothing itself.
 */
import { BREACH, isOpen } from "./reducers/obligation_changes";
import type { Anchor, How, ObligationClass, ObligationView } from "./wire.gen";

export { isOpen };

/** Percent of a target from which on everybody in the room is told that people wait. */
export const LONG = 200;
/** How long an asker may say that an answer was none. */
export const REOPENS_SECONDS = 72 * 3600;

type Items = readonly ObligationView[];

/** What stands in one line: raised hands and calls for help have lines of their own. */
const IN_LINE: readonly ObligationClass[] = ["question", "newcomer", "statement", "submission"];
/** What its asker is told of from the beginning; a remark that waits is told of once it waits too long. */
const TOLD: readonly ObligationClass[] = ["question", "newcomer", "submission", "report"];
/** What the asker said themself needs no asking whether it was so. */
const SAID_BY_ASKER: readonly (How | null)[] = ["asker", "bot", "memory", "peer"];

/** One's own that wait, oldest first. */
export function ownWaiting(items: Items, me: string): Items {
  return items.filter(
    (item) => isOpen(item) && isMine(item, me) && (TOLD.includes(item.class_) || item.level >= BREACH),
  );
}

/** One's own questions that staff called answered, about which one may still say that they are not; newest first. */
export function ownAnswered(items: Items, me: string, now: number): Items {
  return items.filter((item) => isMine(item, me) && mayReopen(item, now)).toReversed();
}

/** It was somebody's whose shift ended, and is `me`'s now, who has not taken it up yet. */
export function isHandedTo(item: ObligationView, me: string): boolean {
  return item.owner !== "" && item.owner === me && item.claimed_at === null;
}

function isMine(item: ObligationView, me: string): boolean {
  return me !== "" && item.asker === me;
}

function mayReopen(item: ObligationView, now: number): boolean {
  const { class_, state, how, resolved_at } = item;
  if (class_ !== "question" || resolved_at === null || now - resolved_at > REOPENS_SECONDS) return false;
  return state === "waived" || (state === "answered" && !SAID_BY_ASKER.includes(how));
}

/** Since when its asker waits, this time. */
export function waitsSince({ opened_at, reopened_at }: ObligationView): number {
  return reopened_at ?? opened_at;
}

/** How many wait before it, and itself: 1 is next. */
export function placeInLine(items: Items, item: ObligationView): number {
  const before = items.filter(
    (each) => isOpen(each) && IN_LINE.includes(each.class_) && isBefore(each, item),
  );
  return before.length + 1;
}

function isBefore(one: ObligationView, other: ObligationView): boolean {
  return one.opened_at < other.opened_at || (one.opened_at === other.opened_at && one.id < other.id);
}

/** The median, in seconds; null while there is too little to tell. */
export function typicalWait(waits: readonly number[]): number | null {
  const sorted = waits.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** What no staff has seen, the longest wait first. */
export function unseen(items: Items): Items {
  const found = items.filter((item) => item.state === "open" && item.paused_for === null);
  return found.toSorted((one, other) => waitsSince(one) - waitsSince(other));
}

/** Those that wait for so long that the whole room is told. */
export function waitingLong(items: Items): Items {
  return items.filter((item) => isOpen(item) && item.level >= LONG);
}

/** The last one that was opened by this; undefined when nothing is owed for it. */
export function anchoredAt(items: Items, { kind, number }: Anchor): ObligationView | undefined {
  return items.findLast(({ anchor }) => anchor?.kind === kind && anchor.number === number);
}

/** At a glance. `overdue` and `waiting` are told with a running clock. */
export type Standing = "overdue" | "paused" | "seen" | "waiting" | "over";

export function standingOf(item: ObligationView, now: number): Standing {
  if (!isOpen(item)) return "over";
  if (isOverdue(item, now)) return "overdue";
  if (item.paused_for !== null) return "paused";
  return item.state === "acked" ? "seen" : "waiting";
}

/** The target that counts now was missed, whether or not the room has said so yet. */
export function isOverdue(item: ObligationView, now: number): boolean {
  return isOpen(item) && item.due_at !== null && item.due_at <= now;
}

/** Open ones in chat to which a message of staff may be the answer, if it is not certain to which. */
export function maybeAnswered(items: Items, me: string, mentions: readonly string[]): Items {
  const found = items.filter((item) => isOpen(item) && item.anchor?.kind === "message" && !isMine(item, me));
  if (mentions.length === 0) return found.length > 1 ? found : [];
  const named = found.filter(({ asker }) => mentions.includes(asker));
  const twice = named.filter(({ asker }) => named.filter((other) => other.asker === asker).length > 1);
  return twice;
}
