/*
 * What an event makes of the obligation that it is about: what `rooms/obligations/changes.py` does. Nothing here depends
 * on what an audience is not told.
 */
import type { AnyEvent, ObligationState, ObligationView } from "../wire.gen";

/** Percent of a target. */
export const BREACH = 100;
const SHOWN_WAITS = 20;

type Event<T extends AnyEvent["t"]> = Extract<AnyEvent, { t: T }>;
export type ObligationEvent = Event<
  | "obligation_attached"
  | "obligation_reclassed"
  | "obligation_acked"
  | "ack_undone"
  | "obligation_answered"
  | "peer_answered"
  | "bot_replied"
  | "promise_made"
  | "promise_broken"
  | "obligation_paused"
  | "obligation_resumed"
  | "obligation_claimed"
  | "obligation_assigned"
  | "obligation_released"
  | "obligation_escalated"
  | "obligation_withdrawn"
  | "obligation_removed"
  | "obligation_waived"
  | "obligation_merged"
  | "obligation_moved"
  | "thanked"
>;

const UNPROMISED = { promised_by: "", promised_name: "", promise_due: null, promise_broken: false };

export function isOpen({ state }: Pick<ObligationView, "state">): boolean {
  return state === "open" || state === "acked";
}

/** With what had come of it in the room that it was moved from. */
export function newObligation(event: Event<"obligation_opened">): ObligationView {
  if (event.carried === null) return opened(event);
  const { next_level: _, other_level: __, acked_how: ___, promised_at: ____, ...seen } = event.carried;
  const answered = seen.acked_at !== null;
  return {
    ...opened(event),
    ...seen,
    state: answered ? "acked" : "open",
    target: answered ? "full" : "first",
  };
}

function opened(event: Event<"obligation_opened">): ObligationView {
  const { id, at, opened_at, class_, asker, asker_name, anchor, excerpt, due_at } = event;
  return {
    id,
    opened_at: opened_at ?? at,
    class_,
    state: "open",
    cycle: 1,
    reopened_at: null,
    asker,
    asker_name,
    anchor,
    excerpt,
    target: "first",
    due_at,
    level: 0,
    breached_at: null,
    paused_for: null,
    owner: "",
    owner_name: "",
    claimed_at: null,
    handed_from: "",
    ...UNPROMISED,
    acked_at: null,
    acked_by: "",
    resolved_at: null,
    resolved_by: "",
    how: null,
    bot_at: null,
    peer: "",
    reason: "",
  };
}

export function changed(view: ObligationView, event: ObligationEvent): ObligationView {
  return whileOpen(view, event) ?? taken(view, event) ?? whenOver(view, event) ?? view;
}

/** How long the last first responses took. What peers are told nothing of is not among them. */
export function waitsAfter(waits: readonly number[], event: ObligationEvent): readonly number[] {
  switch (event.t) {
    case "obligation_acked":
      return event.private ? waits : [...waits, event.consumed].slice(-SHOWN_WAITS);
    case "obligation_answered":
      return event.private || !event.first ? waits : [...waits, event.consumed].slice(-SHOWN_WAITS);
    case "ack_undone": {
      const last = waits.lastIndexOf(event.consumed);
      return last < 0 ? waits : waits.toSpliced(last, 1);
    }
    default:
      return waits;
  }
}

// ---------------------------------------------------------------- while it is open

function whileOpen(view: ObligationView, event: ObligationEvent): ObligationView | null {
  switch (event.t) {
    case "obligation_attached":
      return {
        ...view,
        class_: event.class_,
        due_at: event.due_at,
        excerpt: event.excerpt ?? view.excerpt,
      };
    case "obligation_reclassed":
      return { ...late(view, event.at), class_: event.class_, target: event.target, due_at: event.due_at };
    case "peer_answered":
      return { ...view, peer: event.by };
    case "bot_replied":
      return { ...view, bot_at: view.bot_at ?? event.at };
    case "obligation_escalated":
      return escalated(view, event);
    default:
      return clocked(view, event);
  }
}

/** Who of the staff has it, or has promised to come back to it. */
function taken(view: ObligationView, event: ObligationEvent): ObligationView | null {
  switch (event.t) {
    case "obligation_claimed":
      return { ...view, owner: event.by, owner_name: event.by_name, claimed_at: event.at, handed_from: "" };
    case "obligation_assigned":
      return {
        ...view,
        owner: event.to,
        owner_name: event.to_name,
        claimed_at: null,
        handed_from: view.owner_name,
      };
    case "obligation_released":
      return { ...view, owner: "", owner_name: "", claimed_at: null, handed_from: "" };
    case "promise_made":
      return {
        ...view,
        promised_by: event.by,
        promised_name: event.by_name,
        promise_due: event.until,
        promise_broken: false,
      };
    case "promise_broken":
      return { ...view, promise_broken: true };
    default:
      return null;
  }
}

/** What starts, stops or turns its clock. Whoever asked back has come back to it. */
function clocked(view: ObligationView, event: ObligationEvent): ObligationView | null {
  switch (event.t) {
    case "obligation_acked":
      return {
        ...late(view, event.at),
        state: "acked",
        acked_at: event.at,
        acked_by: event.by,
        target: event.target,
        due_at: event.due_at,
      };
    case "ack_undone":
      return {
        ...view,
        state: "open",
        acked_at: null,
        acked_by: "",
        target: "first",
        due_at: event.due_at,
        resolved_at: null,
        resolved_by: "",
        how: null,
      };
    case "obligation_paused":
      return {
        ...late(view, event.at),
        paused_for: event.why,
        due_at: null,
        ...(event.why === "asked_back" ? UNPROMISED : {}),
      };
    case "obligation_resumed":
      return { ...view, paused_for: null, due_at: event.due_at };
    default:
      return null;
  }
}

function escalated(view: ObligationView, event: Event<"obligation_escalated">): ObligationView {
  const level = Math.max(view.level, event.level);
  const breaches = event.level >= BREACH && view.breached_at === null;
  return { ...view, level, breached_at: breaches ? (view.due_at ?? event.at) : view.breached_at };
}

// ---------------------------------------------------------------- when it is over

function whenOver(view: ObligationView, event: ObligationEvent): ObligationView | null {
  switch (event.t) {
    case "obligation_answered":
      return answered(view, event);
    case "obligation_withdrawn":
      return { ...over(view, "withdrawn", event.at), excerpt: "" };
    case "obligation_removed":
      return { ...over(view, "removed", event.at), resolved_by: event.by, excerpt: "" };
    case "obligation_waived":
      return { ...over(view, "waived", event.at), resolved_by: event.by, reason: event.reason };
    case "obligation_moved":
      return { ...over(view, "moved", event.at), resolved_by: event.by };
    case "obligation_merged":
      return { ...over(view, "merged", event.at), resolved_by: event.by };
    default:
      return null;
  }
}

function answered(view: ObligationView, event: Event<"obligation_answered">): ObligationView {
  const after = { ...over(view, "answered", event.at), resolved_by: event.by, how: event.how };
  return event.first ? { ...after, acked_at: event.at, acked_by: event.by } : after;
}

function over(view: ObligationView, state: ObligationState, at: number): ObligationView {
  return { ...late(view, at), state, resolved_at: at, due_at: null, paused_for: null, peer: "" };
}

/** A target that passed before this, and of which nobody was told yet, was missed. */
function late(view: ObligationView, at: number): ObligationView {
  const missed = view.breached_at === null && view.due_at !== null && view.due_at < at;
  return missed ? { ...view, breached_at: view.due_at } : view;
}
