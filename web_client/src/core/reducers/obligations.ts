/*
 * How events change what we see of obligations: what `rooms/obligations/reducer.py` does. What becomes of one of them
 * is in `obligation_changes.ts`. Of those that are over, the newest are shown, and none that is private.
 */
import type { AnyEvent, ObligationsView, ObligationView } from "../wire.gen";
import { changed, isOpen, newObligation, type ObligationEvent, waitsAfter } from "./obligation_changes";

const SHOWN_CLOSED = 20;

type Items = readonly ObligationView[];

export function reduceObligations(view: ObligationsView, event: AnyEvent): ObligationsView {
  switch (event.t) {
    case "coverage_set":
      return { ...view, items: view.items.map((item) => due(item, event.due[item.id])) };
    case "exam_mode_set":
      return { ...view, exam_until: event.until };
    case "auto_replies_set":
      return { ...view, auto_replies: event.rules };
    case "obligation_opened":
      return { ...view, items: [...view.items, newObligation(event)] };
    case "obligation_reopened":
    case "obligation_unmerged":
      return { ...view, items: withItem(view.items, event.obligation) };
    default:
      return isOfOne(event) ? ofOne(view, event) : view;
  }
}

const OF_ONE: ReadonlySet<string> = new Set<ObligationEvent["t"]>([
  "obligation_attached",
  "obligation_reclassed",
  "obligation_acked",
  "ack_undone",
  "obligation_answered",
  "peer_answered",
  "bot_replied",
  "promise_made",
  "promise_broken",
  "obligation_paused",
  "obligation_resumed",
  "obligation_claimed",
  "obligation_assigned",
  "obligation_released",
  "obligation_escalated",
  "obligation_withdrawn",
  "obligation_removed",
  "obligation_waived",
  "obligation_merged",
  "obligation_moved",
  "thanked",
]);

function isOfOne(event: AnyEvent): event is ObligationEvent {
  return OF_ONE.has(event.t);
}

function ofOne(view: ObligationsView, event: ObligationEvent): ObligationsView {
  return { ...view, items: after(view.items, event), waits: waitsAfter(view.waits, event) };
}

function due(item: ObligationView, at: number | undefined): ObligationView {
  return at === undefined ? item : { ...item, due_at: at };
}

/** It may have been forgotten here. */
function withItem(items: Items, item: ObligationView): Items {
  const others = items.filter((each) => each.id !== item.id);
  return [...others, item].sort((left, right) => left.id - right.id);
}

/** What is over and private is not shown any more; of the rest that is over, the newest are. */
function after(items: Items, event: ObligationEvent): Items {
  const all = items.map((item) => (item.id === event.id ? changed(item, event) : item));
  if (event.private) return all.filter((item) => isOpen(item) || item.id !== event.id);
  const closed = all.filter((item) => !isOpen(item));
  if (closed.length <= SHOWN_CLOSED) return all;
  const oldest = closed.reduce((first, item) => (closedBefore(item, first) ? item : first));
  return all.filter((item) => item.id !== oldest.id);
}

function closedBefore(one: ObligationView, other: ObligationView): boolean {
  const [at, otherAt] = [one.resolved_at ?? 0, other.resolved_at ?? 0];
  return at < otherAt || (at === otherAt && one.id < other.id);
}
