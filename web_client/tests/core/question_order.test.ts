import { describe, expect, test } from "vitest";
import { archive, current, inLine, placeOf } from "../../src/core/question_order";
import type { QuestionView } from "../../src/core/wire.gen";
import { question } from "../support/questions";

function ids(questions: readonly QuestionView[]): number[] {
  return questions.map(({ id }) => id);
}

describe("votes", () => {
  test("an old question rises: a vote weighs three minutes", () => {
    const old = question(1, { at: 0, votes: 1 });
    const popular = question(2, { at: 600, votes: 4 });
    expect(ids(inLine([old, popular], "votes", 600))).toEqual([1, 2]);
    expect(ids(inLine([old, { ...popular, votes: 5 }], "votes", 600))).toEqual([2, 1]);
  });

  test("equals keep the order of asking", () => {
    const twins = [question(2, { at: 5 }), question(1, { at: 5 })];
    expect(ids(inLine(twins, "votes", 600))).toEqual([1, 2]);
  });
});

test("first come, first served", () => {
  const asked = [question(1, { at: 9 }), question(2, { at: 3, votes: 0 }), question(3, { at: 6, votes: 9 })];
  expect(ids(inLine(asked, "first", 600))).toEqual([2, 3, 1]);
});

test("least heard goes before whoever was answered already", () => {
  const asked = [question(1, { heard: 2 }), question(2, { heard: 0 }), question(3, { heard: null })];
  expect(ids(inLine(asked, "least_heard", 600))).toEqual([2, 3, 1]);
});

test("by hand, what was never moved is last", () => {
  const asked = [question(1), question(2, { place: 1 }), question(3, { place: 0 })];
  expect(ids(inLine(asked, "manual", 600))).toEqual([3, 2, 1]);
});

test("only what waits is in line, and tells its place", () => {
  const asked = [
    question(1, { state: "draft" }),
    question(2),
    question(3, { state: "answered" }),
    question(4),
  ];
  const line = inLine(asked, "first", 600);
  expect(ids(line)).toEqual([2, 4]);
  expect(placeOf(line, 4)).toBe(2);
  expect(placeOf(line, 3)).toBeNull();
});

test("what is being answered is on top, else what comes next", () => {
  const next = question(1, { state: "focused" });
  expect(current([question(2), next])).toBe(next);
  const answering = question(3, { state: "answering" });
  expect(current([next, answering])).toBe(answering);
  expect(current([question(4)])).toBeNull();
});

test("the archive has what is done with, the latest first", () => {
  const done = [
    question(1, { state: "answered", changed_at: 10 }),
    question(2),
    question(3, { state: "dismissed", changed_at: 30 }),
    question(4, { state: "withdrawn", at: 20 }),
  ];
  expect(ids(archive(done))).toEqual([3, 4, 1]);
});
