/* Obligations as a test wants them: a question in chat that waits, unless it is said otherwise. */
import type { AnyEvent, BoardItem, DutyNow, Notice, ObligationView } from "../../src/core/wire.gen";
import { OBLIGATIONS, view } from "./views";

export function owed(id: number, changes: Partial<ObligationView> = {}): ObligationView {
  return {
    id,
    opened_at: id,
    class_: "question",
    state: "open",
    cycle: 1,
    reopened_at: null,
    asker: "ann",
    asker_name: "Ann",
    anchor: { kind: "message", number: id },
    excerpt: `Question ${id}`,
    target: "first",
    due_at: null,
    level: 0,
    breached_at: null,
    paused_for: null,
    owner: "",
    owner_name: "",
    claimed_at: null,
    handed_from: "",
    promised_by: "",
    promised_name: "",
    promise_due: null,
    promise_broken: false,
    acked_at: null,
    acked_by: "",
    resolved_at: null,
    resolved_by: "",
    how: null,
    bot_at: null,
    peer: "",
    reason: "",
    ...changes,
  };
}

/** A peer's, as everybody sees it. */
export function masked(id: number, changes: Partial<ObligationView> = {}): ObligationView {
  return owed(id, { asker: "", asker_name: "", anchor: null, excerpt: "", ...changes });
}

export function owing(items: readonly ObligationView[], waits: readonly number[] = []) {
  return { ...OBLIGATIONS, items, waits };
}

export function roomOwing(items: readonly ObligationView[], waits: readonly number[] = []) {
  return view({ obligations: owing(items, waits) });
}

type Event<T extends AnyEvent["t"]> = Extract<AnyEvent, { t: T }>;

export function answered(id: number, changes: Partial<Event<"obligation_answered">> = {}): AnyEvent {
  return {
    t: "obligation_answered",
    at: 50,
    id,
    asker: "",
    private: false,
    by: "tess",
    how: "reply",
    consumed: 40,
    first: true,
    ...changes,
  };
}

export function boardItem(id: number, changes: Partial<ObligationView> = {}, room = "algebra"): BoardItem {
  return { room, room_title: room, kind: "zone", obligation: owed(id, changes) };
}

export function onDuty(changes: Partial<DutyNow> = {}): DutyNow {
  return {
    t: "duty_now",
    room: "study",
    primary: "tess",
    primary_name: "Tess",
    secondary: "",
    secondary_name: "",
    covered: true,
    until: null,
    opens_at: null,
    ...changes,
  };
}

export function notice(id: number, changes: Partial<Notice> = {}): Notice {
  return {
    id,
    at: id,
    reason: "escalated",
    room: "algebra",
    room_title: "Algebra",
    obligation: 1,
    class_: "question",
    level: 100,
    excerpt: "Why?",
    seen: false,
    rings: true,
    message: null,
    ...changes,
  };
}
