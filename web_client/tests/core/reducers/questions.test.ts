import { describe, expect, test } from "vitest";
import { reduceQuestions } from "../../../src/core/reducers/questions";
import type { AnyEvent, QuestionsView } from "../../../src/core/wire.gen";
import { asked, board, question } from "../../support/questions";

function after(view: QuestionsView, ...events: AnyEvent[]): QuestionsView {
  return events.reduce(reduceQuestions, view);
}

function ids(view: QuestionsView): number[] {
  return view.items.map(({ id }) => id);
}

test("what was asked comes last, as it was told", () => {
  const view = after(board(question(1)), asked(2, { text: "Why?", voters: ["me"], votes: 1 }));
  expect(ids(view)).toEqual([1, 2]);
  expect(view.items[1]).toMatchObject({ text: "Why?", voted: true, votes: 1, state: "queued" });
});

describe("what is shown to more people", () => {
  const approved: AnyEvent = { t: "question_approved", at: 9, id: 2, by: "tess", question: question(2) };

  test("stands in the order of asking for who never saw it", () => {
    expect(ids(after(board(question(1), question(3)), approved))).toEqual([1, 2, 3]);
  });

  test("replaces what its asker had, and keeps their own vote", () => {
    const held = question(2, { state: "held", held_for: "newcomer", voted: true });
    expect(after(board(held), approved).items).toEqual([question(2, { voted: true })]);
  });
});

describe("what is withdrawn", () => {
  function withdrawn(state: "draft" | "queued"): AnyEvent {
    return { t: "question_withdrawn", at: 9, id: 1, asker: "ann", state };
  }

  test("keeps its place without its text", () => {
    expect(after(board(question(1)), withdrawn("queued")).items).toMatchObject([
      { state: "withdrawn", text: "" },
    ]);
  });

  test("leaves no trace as a draft", () => {
    expect(after(board(question(1, { state: "draft" })), withdrawn("draft")).items).toEqual([]);
  });
});

test("what was done long ago is forgotten", () => {
  expect(ids(after(board(question(1), question(2)), { t: "question_archived", at: 9, id: 1 }))).toEqual([2]);
});

test("the order and who is looked at first are the room's", () => {
  const view = after(
    board(),
    { t: "questions_ordered", at: 1, mode: "first", by: "tess" },
    { t: "pre_moderation_set", at: 2, mode: "all", by: "tess" },
  );
  expect(view).toMatchObject({ order: "first", pre_moderation: "all" });
});

test("a deferred one says that the question zone has it", () => {
  const view = after(board(question(1, { state: "deferred" })), { t: "question_adopted", at: 1, id: 1 });
  expect(view.items[0]?.adopted).toBe(true);
});

test("what is about something else leaves the board as it is", () => {
  const view = board(question(1));
  expect(after(view, { t: "focus_stopped", at: 1, by: "" })).toBe(view);
});
