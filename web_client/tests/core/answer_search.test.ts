import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AnswerSearch, PAUSE_MS } from "../../src/core/answer_search";
import { Refused } from "../../src/core/socket";
import type { FoundAnswer } from "../../src/core/wire.gen";

let asked: string[];
let replies: ((found: readonly FoundAnswer[]) => void)[];
let search: AnswerSearch;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  replies = [];
  search = new AnswerSearch((text) => {
    asked.push(text);
    return new Promise((resolve) => replies.push(resolve));
  });
});

afterEach(() => vi.useRealTimers());

const found = (question: number): FoundAnswer => ({
  room: "zone",
  question,
  question_text: "Why?",
  answer: "Because.",
  answerer_name: "Tess",
  at: 1,
});

const pause = () => vi.advanceTimersByTimeAsync(PAUSE_MS);
const reply = async (index: number, answers: readonly FoundAnswer[]) => {
  replies[index]?.(answers);
  await vi.advanceTimersByTimeAsync(0);
};

test("asks once somebody pauses, and not for every letter", async () => {
  for (const text of ["why ", "why is", "why is 0!"]) search.type(text);
  expect(asked).toEqual([]);
  await pause();
  expect(asked).toEqual(["why is 0!"]);
  await reply(0, [found(1)]);
  expect(search.answers.value).toEqual([found(1)]);
});

test("asks nothing that is too short, counted as people count", async () => {
  search.type("怎么求");
  await pause();
  expect(asked).toEqual([]);
  search.type("极限怎么求");
  await pause();
  expect(asked).toEqual(["极限怎么求"]);
});

test("drops answers to what is not being asked any more", async () => {
  search.type("first question");
  await pause();
  search.type("second question");
  await reply(0, [found(1)]);
  expect(search.answers.value).toEqual([]);
});

test("leaves who put them away alone until they begin anew", async () => {
  search.type("first question");
  await pause();
  await reply(0, [found(1)]);
  search.putAway();
  search.type("first question, longer");
  await pause();
  expect([search.answers.value, asked.length]).toEqual([[], 1]);
  search.type("");
  search.type("another question");
  await pause();
  expect(asked).toEqual(["first question", "another question"]);
});

test("a refusal offers nothing and disturbs nobody", async () => {
  search = new AnswerSearch(() => Promise.reject(new Refused(201)));
  search.type("first question");
  await pause();
  expect(search.answers.value).toEqual([]);
});
