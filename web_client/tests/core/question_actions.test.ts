import { describe, expect, test } from "vitest";
import { actionsFor, isMine, mayEndorse, mayVote, type Viewer } from "../../src/core/question_actions";
import { QUESTION_STATES, type Role } from "../../src/core/wire.gen";
import { question } from "../support/questions";

const ANN: Viewer = { id: "ann", role: "student" };
const BOB: Viewer = { id: "bob", role: "student" };

function viewer(role: Role): Viewer {
  return { id: role, role };
}

test.each(QUESTION_STATES)("a student who did not ask is offered nothing in state %s", (state) => {
  expect(actionsFor(question(1, { state }), BOB)).toEqual([]);
});

describe("the asker", () => {
  test("asks a draft, changes what waits, and comes back to what was not solved", () => {
    expect(actionsFor(question(1, { state: "draft" }), ANN)).toEqual(["submit", "edit", "withdraw"]);
    expect(actionsFor(question(1), ANN)).toEqual(["edit", "raise_hand", "withdraw"]);
    expect(actionsFor(question(1, { state: "answered" }), ANN)).toEqual(["reopen"]);
  });

  test("who asked anonymously raises no hand about it, since everybody sees whose hand it is", () => {
    expect(actionsFor(question(1, { anonymous: true }), ANN)).toEqual(["edit", "withdraw"]);
  });

  test("brings nothing back that was put away as inappropriate", () => {
    expect(actionsFor(question(1, { state: "dismissed" }), ANN)).toEqual(["reopen"]);
    const inappropriate = { state: "dismissed", dismissed_for: "inappropriate" } as const;
    expect(actionsFor(question(1, inappropriate), ANN)).toEqual([]);
  });

  test("does not answer it", () => {
    expect(actionsFor(question(1), { id: "ann", role: "active" })).not.toContain("write");
  });

  test("does not vote for it, and says which answer counts", () => {
    expect(mayVote(question(1), ANN)).toBe(false);
    expect(mayEndorse(question(1), ANN)).toBe(true);
  });
});

describe("staff", () => {
  test("approve, answer, close and reopen", () => {
    expect(actionsFor(question(1, { state: "held" }), viewer("ta"))).toEqual(["approve", "dismiss", "write"]);
    expect(actionsFor(question(1), viewer("teacher"))).toEqual([
      "answer_live",
      "focus",
      "write",
      "merge",
      "defer",
      "dismiss",
    ]);
    expect(actionsFor(question(1, { state: "answering" }), viewer("ta"))).toEqual(["solve", "stop", "write"]);
    expect(actionsFor(question(1, { state: "merged" }), viewer("ta"))).toEqual(["unmerge"]);
  });

  test("do not reopen what goes on in the question zone", () => {
    expect(actionsFor(question(1, { state: "deferred" }), viewer("ta"))).toEqual(["reopen"]);
    expect(actionsFor(question(1, { state: "deferred", adopted: true }), viewer("ta"))).toEqual([]);
  });

  test("an operator alone learns who asked anonymously, once", () => {
    const hidden = question(1, { anonymous: true, asker: "", asker_name: "" });
    expect(actionsFor(hidden, viewer("operator"))).toContain("unmask");
    expect(actionsFor(hidden, viewer("teacher"))).not.toContain("unmask");
    expect(actionsFor({ ...hidden, asker: "ann" }, viewer("operator"))).not.toContain("unmask");
  });
});

test("active students write answers to what is open", () => {
  expect(actionsFor(question(1), viewer("active"))).toEqual(["write"]);
  expect(actionsFor(question(1, { state: "answered" }), viewer("active"))).toEqual([]);
});

test("others vote for what is open, and endorse nothing", () => {
  expect(mayVote(question(1), BOB)).toBe(true);
  expect(mayVote(question(1, { state: "answered" }), BOB)).toBe(false);
  expect(mayEndorse(question(1), BOB)).toBe(false);
});

test("a question of nobody is not mine before I know who I am", () => {
  expect(isMine(question(1, { asker: "" }), { id: "", role: "guest" })).toBe(false);
});
