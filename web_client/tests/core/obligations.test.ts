import { describe, expect, test } from "vitest";
import {
  anchoredAt,
  maybeAnswered,
  ownAnswered,
  ownWaiting,
  placeInLine,
  standingOf,
  typicalWait,
  waitingLong,
  waitsSince,
} from "../../src/core/obligations";
import { masked, owed } from "../support/obligations";

const ids = (items: readonly { readonly id: number }[]) => items.map(({ id }) => id);
const mine = { asker: "me" } as const;

describe("one's own", () => {
  test("are the questions that wait, and remarks only once they wait too long", () => {
    const items = [
      owed(1, mine),
      masked(2),
      owed(3, { ...mine, class_: "statement" }),
      owed(4, { ...mine, class_: "statement", level: 100 }),
      owed(5, { ...mine, state: "answered" }),
      owed(6, { ...mine, class_: "hand" }),
    ];
    expect(ids(ownWaiting(items, "me"))).toEqual([1, 4]);
    expect(ownWaiting(items, "")).toEqual([]);
  });

  test("may be called unsolved for 72 hours, if it was not their asker who solved them", () => {
    const over = { ...mine, state: "answered", how: "reply", resolved_at: 1000 } as const;
    const items = [
      owed(1, over),
      owed(2, { ...over, how: "memory" }),
      owed(3, { ...over, class_: "statement" }),
      owed(4, { ...over, state: "waived", how: null }),
    ];
    expect(ids(ownAnswered(items, "me", 1000 + 72 * 3600))).toEqual([4, 1]);
    expect(ownAnswered(items, "me", 1001 + 72 * 3600)).toEqual([]);
  });
});

test("the place in line counts everybody who waits and asked before, whoever it is", () => {
  const own = owed(4, { ...mine, opened_at: 20 });
  const items = [
    masked(1, { opened_at: 10 }),
    masked(2, { opened_at: 11, state: "answered" }),
    masked(3, { opened_at: 12, class_: "hand" }),
    own,
    masked(5, { opened_at: 19, state: "acked" }),
    masked(6, { opened_at: 21 }),
  ];
  expect(placeInLine(items, own)).toBe(3);
});

test.each([
  [[], null],
  [[7], 7],
  [[9, 1], 5],
  [[1, 30, 2], 2],
])("of %s the typical wait is %s", (waits, typical) => {
  expect(typicalWait(waits)).toBe(typical);
});

test("the room is told of those that wait twice as long as promised", () => {
  const items = [
    masked(1, { level: 200 }),
    masked(2, { level: 150 }),
    masked(3, { level: 400, state: "waived" }),
  ];
  expect(ids(waitingLong(items))).toEqual([1]);
});

test("what began with a message is found by it, the last time", () => {
  const items = [
    owed(1, { anchor: { kind: "message", number: 7 } }),
    owed(2, { anchor: { kind: "message", number: 7 } }),
  ];
  expect(anchoredAt(items, { kind: "message", number: 7 })?.id).toBe(2);
  expect(anchoredAt(items, { kind: "question", number: 7 })).toBeUndefined();
});

test.each([
  [{}, "waiting"],
  [{ state: "acked" }, "seen"],
  [{ due_at: 100 }, "overdue"],
  [{ due_at: 101 }, "waiting"],
  [{ paused_for: "exam" }, "paused"],
  [{ state: "answered", due_at: null }, "over"],
] as const)("%o is %s", (changes, standing) => {
  expect(standingOf(owed(1, changes), 100)).toBe(standing);
});

describe("a message of staff may answer", () => {
  const two = [owed(1, { asker: "ann" }), owed(2, { asker: "bo" })];

  test("any of several that wait in chat, and only then must one say which", () => {
    expect(ids(maybeAnswered(two, "tess", []))).toEqual([1, 2]);
    expect(maybeAnswered([owed(1)], "tess", [])).toEqual([]);
    expect(
      maybeAnswered([owed(1), owed(2, { anchor: { kind: "question", number: 2 } })], "tess", []),
    ).toEqual([]);
  });

  test("whom it names, unless they wait for two answers", () => {
    expect(maybeAnswered(two, "tess", ["ann"])).toEqual([]);
    expect(ids(maybeAnswered([...two, owed(3, { asker: "ann" })], "tess", ["ann", "bo"]))).toEqual([1, 3]);
  });
});

test("whoever asks again waits since then", () => {
  expect(waitsSince(owed(1, { opened_at: 100 }))).toBe(100);
  expect(waitsSince(owed(1, { opened_at: 100, cycle: 2, reopened_at: 900 }))).toBe(900);
});
