/*
 * Everything that is owed in the space, as staff see it: what the server tells of it, in the order in which something
 * must be done. Pure; `desk.ts` owns the line to the server.
 */
import { isOpen, isOverdue } from "./obligations";
import type { AnyFrame, BoardItem, ObligationClass } from "./wire.gen";

export type BoardItems = readonly BoardItem[];

export interface BoardFilter {
  readonly room: string | null;
  readonly class_: ObligationClass | null;
  /** A person's id; "" for what nobody has. */
  readonly owner: string | null;
  readonly overdue: boolean;
}

export const EVERYTHING: BoardFilter = { room: null, class_: null, owner: null, overdue: false };

export function keyOf({ room, obligation }: BoardItem): string {
  return `${room}:${obligation.id}`;
}

/** Null until the whole of it came. */
export function reduceBoard(items: BoardItems | null, frame: AnyFrame): BoardItems | null {
  if (frame.t === "board") return frame.items;
  if (frame.t !== "board_changed" || items === null) return items;
  const merged = new Map(items.map((item) => [keyOf(item), item]));
  for (const item of frame.items) merged.set(keyOf(item), item);
  return [...merged.values()];
}

/** What waits, by what is due next; what has no moment of its own comes after, the oldest first. */
export function waiting(items: BoardItems): BoardItems {
  return items.filter(({ obligation }) => isOpen(obligation)).toSorted(byDue);
}

/** What is over, the newest first. */
export function resolved(items: BoardItems): BoardItems {
  const over = items.filter(({ obligation }) => !isOpen(obligation));
  return over.toSorted(
    (left, right) => (right.obligation.resolved_at ?? 0) - (left.obligation.resolved_at ?? 0),
  );
}

function byDue(left: BoardItem, right: BoardItem): number {
  const [one, other] = [left.obligation, right.obligation];
  const [due, otherDue] = [one.due_at, other.due_at].map((at) => at ?? Number.POSITIVE_INFINITY);
  if (due !== otherDue) return (due ?? 0) < (otherDue ?? 0) ? -1 : 1;
  return one.opened_at - other.opened_at || keyOf(left).localeCompare(keyOf(right));
}

export function filtered(items: BoardItems, filter: BoardFilter, now: number): BoardItems {
  return items.filter(({ room, obligation }) => {
    if (filter.room !== null && room !== filter.room) return false;
    if (filter.class_ !== null && obligation.class_ !== filter.class_) return false;
    if (filter.owner !== null && obligation.owner !== filter.owner) return false;
    return !filter.overdue || isOverdue(obligation, now);
  });
}

/**
 * `items` with as little moved as can be: those of `before` keep its order, new ones come last. For while somebody points
 * at a row, or writes in one.
 */
export function inPlace(items: BoardItems, before: readonly string[]): BoardItems {
  const places = new Map(before.map((key, place) => [key, place]));
  const place = (item: BoardItem) => places.get(keyOf(item)) ?? before.length;
  return items.toSorted((left, right) => place(left) - place(right));
}
