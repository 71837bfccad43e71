import { describe, expect, test } from "vitest";
import { archive, current, inLine, placeOf } from "../../src/core/question_order";
import type { QuestionOrder, QuestionView } from "../../src/core/wire.gen";
import { question } from "../support/questions";

function ids(questions: readonly QuestionView[]): number[] {
  return questions.map(({ id }) => id);
}

function line(order: QuestionOrder, ...items: QuestionView[]): number[] {
  return ids(inLine({ order, items }));
}

describe("by votes", () => {
  test("an old question rises: three minutes weigh as much as a vote", () => {
    const old = question(1, { at: 0, votes: 1 });
    const popular = question(2, { at: 600, votes: 4 });
    expect(line("votes", old, popular)).toEqual([1, 2]);
    expect(line("votes", old, { ...popular, votes: 5 })).toEqual([2, 1]);
  });

  test("equals stand in the order of asking", () => {
    expect(line("votes", question(2, { at: 5 }), question(1, { at: 5 }))).toEqual([1, 2]);
  });
});

test("first come, first served", () => {
  const asked = [question(1, { at: 9 }), question(2, { at: 3 }), question(3, { at: 6, votes: 9 })];
  expect(line("first", ...asked)).toEqual([2, 3, 1]);
});

describe("who was heard least", () => {
  test("goes before whoever was answered already, and who hides counts as never heard", () => {
    const asked = [
      question(1, { heard: 2 }),
      question(2, { heard: 0 }),
      question(3, { heard: null, asker: "" }),
    ];
    expect(line("least_heard", ...asked)).toEqual([2, 3, 1]);
  });

  test("goes back behind the others once another question of theirs is answered", () => {
    const answered = question(3, { state: "answered", changed_at: 50 });
    const asked = [question(1, { at: 10 }), question(2, { at: 20, asker: "bob" })];
    expect(line("least_heard", ...asked)).toEqual([1, 2]);
    expect(line("least_heard", ...asked, answered)).toEqual([2, 1]);
    expect(line("least_heard", ...asked, { ...answered, changed_at: 5 })).toEqual([1, 2]);
  });

  test("by pseudonym where the name is hidden, within one session, and not mixed with a name", () => {
    const hidden = { asker: "", anonymous: true, pseudonym: 1 };
    const answered = question(3, { ...hidden, session: 1, state: "answered", changed_at: 50 });
    const later = question(2, { at: 20, asker: "bob" });
    expect(line("least_heard", question(1, { ...hidden, session: 1 }), later, answered)).toEqual([2, 1]);
    expect(line("least_heard", question(1, { ...hidden, session: 2 }), later, answered)).toEqual([1, 2]);
    const own = question(4, { anonymous: true, state: "answered", changed_at: 50 });
    expect(line("least_heard", question(1), later, own)).toEqual([1, 2]);
  });
});

test("by hand, what was never moved is last", () => {
  const asked = [question(1), question(2, { place: 1 }), question(3, { place: 0 })];
  expect(line("manual", ...asked)).toEqual([3, 2, 1]);
});

test("only what waits is in line, and tells its place", () => {
  const asked = [
    question(1, { state: "draft" }),
    question(2),
    question(3, { state: "answered" }),
    question(4),
  ];
  const waiting = inLine({ order: "first", items: asked });
  expect(ids(waiting)).toEqual([2, 4]);
  expect(placeOf(waiting, 4)).toBe(2);
  expect(placeOf(waiting, 3)).toBeNull();
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
