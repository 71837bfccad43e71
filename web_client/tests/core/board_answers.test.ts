import { expect, test } from "vitest";
import { answerByVerdict, answeredBy, answerInWords, calledToStage } from "../../src/core/board_answers";
import { PostId } from "../../src/core/identifiers";
import { boardItem, owed } from "../support/obligations";

const at = (
  kind: "message" | "question" | "hand" | "help" | "report" | "submission",
  number: number | null = 3,
) => owed(1, { anchor: { kind, number } });

test("what was said in chat is answered in its thread, a question at the question", () => {
  expect(answerInWords(at("message"), "So.", new PostId())).toEqual({
    t: "post_message",
    cid: expect.any(String),
    body: "So.",
    reply_to: 3,
  });
  expect(answerInWords(at("question"), "So.", new PostId())).toEqual({
    t: "write_answer",
    cid: expect.any(String),
    question: 3,
    text: "So.",
  });
});

test("a report is decided", () => {
  expect(answeredBy(at("report"))).toBe("verdict");
  expect(answerByVerdict(at("report"), "dismissed", "no spam")).toEqual({
    t: "handle_report",
    number: 3,
    verdict: "dismissed",
    note: "no spam",
  });
  expect(answerByVerdict(at("message"), "acted", "")).toBeNull();
});

test.each(["hand", "help", "submission"] as const)("for a %s somebody must go there", (kind) => {
  expect(answeredBy(at(kind))).toBeNull();
  expect(answerInWords(at(kind), "So.", new PostId())).toBeNull();
});

test("what has no number cannot be answered from here", () => {
  expect(answeredBy(at("message", null))).toBeNull();
  expect(answerInWords(at("message", null), "So.", new PostId())).toBeNull();
});

test("a hand is called onto the stage, and a question with what it is about", () => {
  const inClass = (kind: "hand" | "question", number: number | null, asker = "ann") => ({
    ...boardItem(1, { anchor: { kind, number }, asker }),
    kind: "qa" as const,
  });
  expect(calledToStage(inClass("hand", null))).toEqual({ t: "promote", member: "ann" });
  expect(calledToStage(inClass("question", 7))).toEqual({ t: "promote", member: "ann", question: 7 });
  expect(calledToStage(inClass("question", 7, ""))).toBeNull();
  expect(calledToStage({ ...inClass("hand", null), kind: "study" })).toBeNull();
  expect(calledToStage({ ...boardItem(1), kind: "qa" })).toBeNull();
});
