import { describe, expect, test } from "vitest";
import { reduceObligations } from "../../../src/core/reducers/obligations";
import type { AnyEvent, ObligationsView } from "../../../src/core/wire.gen";
import { answered, masked, owed, owing } from "../../support/obligations";

function after(view: ObligationsView, ...events: AnyEvent[]): ObligationsView {
  return events.reduce(reduceObligations, view);
}

const ONE = { id: 1, at: 100, asker: "", private: false };

describe("what waits", () => {
  test("opens with what was said first, and says since when it waited elsewhere", () => {
    const opened: AnyEvent = {
      ...ONE,
      t: "obligation_opened",
      clock: "covered",
      policy: 1,
      first: 900,
      full: null,
      asker_name: "",
      class_: "question",
      anchor: null,
      excerpt: "",
      due_at: 1000,
      opened_at: 40,
      consumed: 60,
      thread: null,
      anonymous: false,
      linked: null,
      carried: null,
    };
    expect(after(owing([]), opened).items).toEqual([masked(1, { opened_at: 40, due_at: 1000 })]);
  });

  test("keeps its first words when its asker adds some, and takes changed ones", () => {
    const attached = {
      ...ONE,
      t: "obligation_attached",
      clock: "covered",
      policy: 1,
      first: 900,
      full: null,
      anchor: null,
      class_: "question",
      due_at: 7,
    } as const;
    const before = owing([owed(1, { class_: "statement" })]);
    expect(after(before, { ...attached, excerpt: null }).items[0]).toMatchObject({
      class_: "question",
      due_at: 7,
      excerpt: "Question 1",
    });
    expect(after(before, { ...attached, excerpt: "How?" }).items[0]?.excerpt).toBe("How?");
  });

  test("is breached when it should have been answered, whoever tells of it later", () => {
    const escalated: AnyEvent = {
      ...ONE,
      t: "obligation_escalated",
      cycle: 1,
      target: "first",
      level: 100,
      class_: "question",
      owner: "",
    };
    expect(after(owing([owed(1, { due_at: 90 })]), escalated).items[0]).toMatchObject({
      level: 100,
      breached_at: 90,
    });
    expect(after(owing([owed(1, { due_at: 90 })]), answered(1, { at: 95 })).items[0]?.breached_at).toBe(90);
    expect(after(owing([owed(1, { due_at: 90 })]), answered(1, { at: 90 })).items[0]?.breached_at).toBeNull();
  });
});

describe("how long it took", () => {
  test("is kept of the last twenty first responses, and of none that is private", () => {
    const full = owing([owed(1)], Array(20).fill(1));
    expect(after(full, answered(1)).waits).toEqual([...Array(19).fill(1), 40]);
    expect(after(full, answered(1, { private: true })).waits).toBe(full.waits);
    expect(after(full, answered(1, { first: false })).waits).toBe(full.waits);
  });

  test("is forgotten again when the reaction is taken back", () => {
    const undone: AnyEvent = { ...ONE, t: "ack_undone", due_at: 900, consumed: 5 };
    const before = owing([owed(1, { state: "acked", acked_at: 9, acked_by: "tess" })], [5, 7, 5, 8]);
    expect(after(before, undone)).toEqual(owing([owed(1, { due_at: 900 })], [5, 7, 8]));
  });
});

describe("what is over", () => {
  const twenty = Array.from({ length: 20 }, (_, index) =>
    owed(index + 1, { state: "answered", resolved_at: index + 1 }),
  );

  test("is shown as long as it is among the newest twenty, by when it was over", () => {
    const before = owing([...twenty, owed(21)]);
    const ids = after(before, answered(21)).items.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  test("is shown no more if it is private", () => {
    expect(after(owing([owed(1), owed(2)]), answered(1, { private: true })).items).toEqual([owed(2)]);
  });

  test("comes back in its place when it is not solved, even if it was forgotten here", () => {
    const again = owed(2, { cycle: 2 });
    const reopened: AnyEvent = {
      ...ONE,
      id: 2,
      t: "obligation_reopened",
      clock: "covered",
      policy: 1,
      first: 900,
      full: null,
      by: "ann",
      obligation: again,
      consumed: 0,
      anonymous: false,
    };
    expect(after(owing([owed(1), owed(3)]), reopened).items).toEqual([owed(1), again, owed(3)]);
  });
});

test("new hours give new moments to those that had run out of hours", () => {
  const set: AnyEvent = {
    t: "coverage_set",
    at: 1,
    coverage: { version: 2, targets: {}, windows: [] } as never,
    due: { 2: 400 },
  };
  expect(after(owing([owed(1), owed(2)]), set).items.map(({ due_at }) => due_at)).toEqual([null, 400]);
});

test("what is none of its business leaves it as it is", () => {
  const before = owing([owed(1)]);
  expect(after(before, { t: "focus_stopped", at: 1, by: "x" })).toBe(before);
});
