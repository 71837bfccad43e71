import { describe, expect, test } from "vitest";
import { changed, concerned } from "../../../src/core/reducers/question_changes";
import type { AnyEvent, QuestionView } from "../../../src/core/wire.gen";
import { answer, answerWritten, question } from "../../support/questions";

function after(start: QuestionView, ...events: AnyEvent[]): QuestionView {
  return events.reduce(changed, start);
}

function focused(id: number): AnyEvent {
  return { t: "question_focused", at: 20, id, by: "tess" };
}

function started(id: number): AnyEvent {
  return { t: "answer_started", at: 30, id, by: "tess", until: 630, offset_ms: null };
}

function ended(id: number, answered: boolean): AnyEvent {
  return {
    t: "answer_ended",
    at: 40,
    id,
    by: "tess",
    why: "button",
    answered,
    note: "See p. 3",
    offset_ms: null,
  };
}

describe("votes", () => {
  function voted(id: number, shown: number, member: string): AnyEvent {
    return { t: "question_voted", at: 5, id, member, on: true, shown, votes: 4 };
  }

  test("of others only count", () => {
    expect(after(question(1), voted(1, 1, ""))).toMatchObject({ votes: 4, voted: false });
  });

  test("of our own are remembered where they were given, and count where they are shown", () => {
    const vote = voted(1, 2, "me");
    expect(concerned(vote)).toEqual([1, 2]);
    expect(after(question(1), vote)).toMatchObject({ votes: 0, voted: true });
    expect(after(question(2), vote)).toMatchObject({ votes: 4, voted: false });
  });
});

describe("a live answer", () => {
  test("has a start and an end, and says who gave it", () => {
    expect(after(question(1), focused(1), started(1))).toMatchObject({
      state: "answering",
      answering_since: 30,
      answered_by: "tess",
    });
    expect(after(question(1), started(1), ended(1, true))).toMatchObject({
      state: "answered",
      mode: "live",
      note: "See p. 3",
      answering_since: null,
      changed_at: 40,
    });
  });

  test("that answered nothing puts the question back in line", () => {
    expect(after(question(1), started(1), ended(1, false))).toMatchObject({
      state: "queued",
      answered_by: "",
      mode: null,
    });
  });

  test("focus can be taken away again", () => {
    const unfocused: AnyEvent = { t: "question_unfocused", at: 25, id: 1, by: "tess" };
    expect(after(question(1), focused(1), unfocused)).toMatchObject({ state: "queued", changed_at: 25 });
  });
});

describe("written answers", () => {
  test("of staff settle it, of others are added", () => {
    const peer = answerWritten(1, 1, { author: "bob" });
    expect(after(question(1), peer)).toMatchObject({ state: "queued", answers: [{ id: 1, author: "bob" }] });
    const staff = answerWritten(1, 2, { author: "tess", resolves: true });
    expect(after(question(1), peer, staff)).toMatchObject({
      state: "answered",
      mode: "text",
      answered_by: "tess",
      answers: [{ id: 1 }, { id: 2 }],
    });
  });

  test("that are private settle it without a word for others", () => {
    const told = answerWritten(1, 1, { private: true, resolves: true, text: "" });
    expect(after(question(1), told)).toMatchObject({ state: "answered", answers: [] });
  });

  test("are endorsed one at a time, and that settles it too", () => {
    const both = question(1, { answers: [answer(1, { endorsed: true }), answer(2)] });
    const endorsed: AnyEvent = {
      t: "answer_endorsed",
      at: 50,
      question: 1,
      answer: 2,
      by: "",
      mode: "peer",
      author: "bob",
      asker: "",
      anonymous: false,
      public: true,
    };
    const settled = after(both, endorsed);
    expect(settled).toMatchObject({ state: "answered", mode: "peer", answered_by: "bob", changed_at: 50 });
    expect(settled.answers.map((each) => each.endorsed)).toEqual([false, true]);
    expect(after(question(1, { state: "answered", changed_at: 40 }), endorsed).changed_at).toBe(40);
  });
});

describe("merging", () => {
  test("counts at the one that goes on, and is undone", () => {
    const merged: AnyEvent = { t: "question_merged", at: 6, id: 1, into: 2, by: "tess", votes: 5 };
    const undone: AnyEvent = {
      t: "question_unmerged",
      at: 7,
      id: 1,
      into: 2,
      by: "tess",
      votes: 2,
      into_votes: 3,
    };
    expect(after(question(1), merged)).toMatchObject({ state: "merged", merged_into: 2 });
    expect(after(question(2), merged)).toMatchObject({ state: "queued", votes: 5 });
    expect(after(question(1), merged, undone)).toMatchObject({
      state: "queued",
      merged_into: null,
      votes: 2,
    });
    expect(after(question(2), merged, undone)).toMatchObject({ votes: 3 });
  });
});

describe("dismissing", () => {
  function dismissed(readable: boolean): AnyEvent {
    return {
      t: "question_dismissed",
      at: 8,
      id: 1,
      asker: "",
      by: "tess",
      reason: "inappropriate",
      note: "Please not here",
      public: true,
      readable,
    };
  }

  test("tells why; the text of an inappropriate one is gone for peers", () => {
    expect(after(question(1), dismissed(true))).toMatchObject({
      state: "dismissed",
      dismissed_for: "inappropriate",
      note: "Please not here",
      text: "Question 1",
    });
    expect(after(question(1), dismissed(false))).toMatchObject({ text: "" });
  });
});

test("an unmasked asker is named to who asked for it, and stays named", () => {
  const hidden = question(1, { asker: "", asker_name: "", anonymous: true });
  const told = { t: "question_unmasked", at: 9, id: 1, by: "otto", reason: "abuse" } as const;
  expect(after(hidden, { ...told, asker: "", asker_name: "" })).toEqual(hidden);
  const named = after(hidden, { ...told, asker: "ann", asker_name: "Ann" });
  expect(named).toMatchObject({ asker: "ann", asker_name: "Ann" });
  const reopened: AnyEvent = {
    t: "question_reopened",
    at: 10,
    id: 1,
    by: "tess",
    note: "",
    question: hidden,
  };
  expect(after(named, reopened)).toMatchObject({ asker: "ann", asker_name: "Ann" });
});

test("edits, places by hand and the way to the question zone", () => {
  const edited: AnyEvent = {
    t: "question_edited",
    at: 11,
    id: 1,
    asker: "ann",
    text: "Better",
    tried: "a",
    expected: "b",
    state: "queued",
  };
  expect(after(question(1), edited)).toMatchObject({
    text: "Better",
    tried: "a",
    expected: "b",
    edited_at: 11,
  });
  const moved: AnyEvent = { t: "question_moved", at: 12, id: 2, by: "tess", places: { 1: 1, 2: 0 } };
  expect(concerned(moved)).toEqual([1, 2]);
  expect(after(question(1), moved).place).toBe(1);
  expect(after(question(1), { t: "question_deferred", at: 13, id: 1, by: "tess" })).toMatchObject({
    state: "deferred",
    changed_at: 13,
  });
});
