import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { applyEvent, emptyRoom, prependHistory, type RoomState, reduceRoom } from "../../src/core/room_store";
import type { AnyEvent, MessageView, RoomEvent, RoomView, Snapshot } from "../../src/core/wire.gen";
import { RECENT_MESSAGES } from "../../src/core/wire.gen";
import { message, view, withMessages } from "../support/views";

interface Trace {
  before: RoomView;
  events: (AnyEvent | null)[];
  after: RoomView;
}

const TRACES = resolve(import.meta.dirname, "../../../tests/traces");
const NAMES = readdirSync(TRACES).filter((name) => name.endsWith(".json"));

function trace(name: string): Trace {
  return JSON.parse(readFileSync(resolve(TRACES, name), "utf-8"));
}

describe("the snapshot law: events applied to a snapshot give the later snapshot", () => {
  test("there are traces to hold it to", () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(4);
  });

  test.each(NAMES)("%s", (name) => {
    const { before, events, after } = trace(name);
    const seen = events.reduce((held, event) => (event === null ? held : applyEvent(held, event)), before);
    expect(seen).toEqual(after);
  });

  test.each(NAMES)("%s, as frames", (name) => {
    const { before, events, after } = trace(name);
    let state = reduceRoom(emptyRoom("study"), snapshot(before, 10));
    for (const [index, event] of events.entries()) state = reduceRoom(state, entry(11 + index, event));
    expect(state.view).toEqual(after);
    expect(state.position).toEqual({ epoch: 1, seq: 10 + events.length });
    expect(state.timeline.slice(-RECENT_MESSAGES)).toEqual(after.chat.messages);
  });
});

const EMPTY = view();

function snapshot(held: RoomView, seq: number, room = "study"): Snapshot {
  return { t: "snapshot", room, epoch: 1, seq, view: held };
}

function entry(seq: number, event: AnyEvent | null, room = "study"): RoomEvent {
  return { t: "event", room, epoch: 1, seq, event };
}

function posted(id: number): AnyEvent {
  const { replies, edited_at, state, reactions, ...said } = message(id);
  return { t: "message_posted", held: null, hidden: false, ...said };
}

function messages(from: number, to: number): MessageView[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

function at(seq: number, held = EMPTY): RoomState {
  return reduceRoom(emptyRoom("study"), snapshot(held, seq));
}

describe("positions", () => {
  test("an event that was seen is not applied again", () => {
    const state = reduceRoom(at(5), entry(6, posted(1)));
    expect(reduceRoom(state, entry(6, posted(1)))).toBe(state);
    expect(reduceRoom(state, entry(3, posted(9)))).toBe(state);
  });

  test("an event that skips one is not applied, and tells that we are behind", () => {
    const state = reduceRoom(at(5), entry(7, posted(1)));
    expect(state.behind).toBe(true);
    expect(state.position).toEqual({ epoch: 1, seq: 5 });
    expect(state.timeline).toEqual([]);
  });

  test("entering again, the missed events catch up", () => {
    let state = reduceRoom(at(5), entry(7, posted(2)));
    state = reduceRoom(state, { t: "entered", ref: 1, room: "study", resumed: true });
    state = reduceRoom(state, entry(6, posted(1)));
    state = reduceRoom(state, entry(7, posted(2)));
    expect(state.behind).toBe(false);
    expect(state.timeline.map((each) => each.id)).toEqual([1, 2]);
  });

  test("an entry that is not for us moves the position only", () => {
    const before = at(5);
    const after = reduceRoom(before, entry(6, null));
    expect(after.view).toBe(before.view);
    expect(after.position?.seq).toBe(6);
  });

  test("frames of other rooms, and unknown ones, change nothing", () => {
    const state = at(5);
    expect(reduceRoom(state, entry(6, posted(1), "other"))).toBe(state);
    expect(reduceRoom(state, snapshot(EMPTY, 9, "other"))).toBe(state);
    expect(reduceRoom(state, { t: "from_the_future" } as never)).toBe(state);
  });

  test("an event of a kind that is unknown moves the position and nothing else", () => {
    const before = at(5);
    const after = reduceRoom(before, entry(6, { t: "from_the_future", at: 1 } as never));
    expect(after.view).toEqual(before.view);
    expect(after.position?.seq).toBe(6);
  });
});

describe("the timeline", () => {
  test("grows beyond what a snapshot carries", () => {
    let state = at(0);
    for (let id = 1; id <= RECENT_MESSAGES + 10; id++) state = reduceRoom(state, entry(id, posted(id)));
    expect(state.timeline).toHaveLength(RECENT_MESSAGES + 10);
    expect(state.view?.chat.messages).toHaveLength(RECENT_MESSAGES);
  });

  test("offers older messages only when the snapshot was full", () => {
    expect(at(1, withMessages(messages(1, 3))).older).toBe(false);
    expect(at(1, withMessages(messages(11, 10 + RECENT_MESSAGES))).older).toBe(true);
  });

  test("history goes before, without what we have", () => {
    const state = at(1, withMessages(messages(11, 60)));
    const longer = prependHistory(state, messages(5, 12), false);
    expect(longer.timeline.map((each) => each.id)).toEqual(messages(5, 60).map((each) => each.id));
    expect(longer.older).toBe(false);
  });

  test("a new snapshot keeps the paged-in past when it overlaps", () => {
    let state = at(1, withMessages(messages(11, 60)));
    state = prependHistory(state, messages(1, 10), false);
    state = reduceRoom(state, snapshot(withMessages(messages(21, 70)), 30));
    expect(state.timeline.map((each) => each.id)).toEqual(messages(1, 70).map((each) => each.id));
    expect(state.older).toBe(false);
  });

  test("a new snapshot after a long absence starts the timeline anew, rather than with a hole", () => {
    let state = at(1, withMessages(messages(1, 5)));
    state = reduceRoom(state, snapshot(withMessages(messages(101, 150)), 300));
    expect(state.timeline[0]?.id).toBe(101);
    expect(state.older).toBe(true);
  });
});
