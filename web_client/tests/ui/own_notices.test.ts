import { beforeEach, describe, expect, test } from "vitest";
import { setLanguage, t } from "../../src/core/i18n";
import type { AnyEvent, MessageView } from "../../src/core/wire.gen";
import { ownNotice } from "../../src/ui/own_notices";
import { message } from "../support/views";

beforeEach(() => setLanguage("en"));

function posted(changes: Partial<MessageView>, hidden = false): AnyEvent {
  const { replies, edited_at, state, reactions, ...said } = message(1, changes);
  return { t: "message_posted", held: null, hidden, ...said };
}

describe("a mention", () => {
  test("is told to who is meant", () => {
    const event = posted({ author_name: "Ann", mentions: ["me"] });
    expect(ownNotice(event, "me")).toEqual({ text: "Ann mentioned you", urgent: false });
    expect(ownNotice(event, "bob")).toBeNull();
  });

  test("by oneself, or in words that a rule hides, is not", () => {
    expect(ownNotice(posted({ author: "me", mentions: ["me"] }), "me")).toBeNull();
    expect(ownNotice(posted({ mentions: ["me"] }, true), "me")).toBeNull();
  });
});

test("what staff tell all groups is said to everybody in them, whole", () => {
  const told = { author: "tess", author_name: "Tess", body: "Five minutes left" } as const;
  const event = posted({ ...told, author_kind: "system", important: true });
  expect(ownNotice(event, "me")).toEqual({ text: "Tess: Five minutes left", urgent: true });
  expect(ownNotice(posted({ ...told, important: true }), "me")).toBeNull();
});

test("a mute is said at once, with what and why; its end in passing", () => {
  const muted: AnyEvent = {
    t: "member_muted",
    at: 1,
    member: "me",
    scopes: ["voice", "text"],
    by: "t",
    reason: "flooding",
    until: null,
    rule: null,
    inherited: false,
  };
  const notice = ownNotice(muted, "me");
  expect(notice?.urgent).toBe(true);
  expect(notice?.text).toContain("voice, text");
  expect(notice?.text).toContain("flooding");
  expect(ownNotice(muted, "ann")).toBeNull();
  const ended = { t: "member_unmuted", at: 2, member: "me", scopes: ["text"], by: "" } as const;
  expect(ownNotice(ended, "me")?.urgent).toBe(false);
});

test("what became of one's case is told with the note", () => {
  const decided = {
    t: "appeal_decided",
    at: 1,
    number: 1,
    author: "me",
    by: "t",
    granted: true,
    note: "You are right.",
  } as const;
  expect(ownNotice(decided, "me")?.text).toBe("Appeal: granted. Reason: You are right.");
  const handled = {
    t: "report_handled",
    at: 1,
    number: 1,
    author: "me",
    by: "t",
    verdict: "acted",
    note: "",
  } as const;
  expect(ownNotice(handled, "me")?.text).toBe("Report: staff acted on it.");
  const dropped = { t: "held_dropped", at: 1, number: 1, author: "me", by: "t", reason: "" } as const;
  expect(ownNotice(dropped, "me")).not.toBeNull();
  expect(ownNotice(dropped, "ann")).toBeNull();
});

test("who waits for approval is told that staff were reminded", () => {
  const message = { t: "held_overdue", at: 1, number: 1, author: "me" } as const;
  const question = { t: "question_overdue", at: 1, id: 1, asker: "me" } as const;
  expect(ownNotice(message, "me")?.text).toBe(t("held_long_own"));
  expect(ownNotice(question, "me")?.text).toBe(t("held_long_own"));
  expect([
    ownNotice({ ...message, author: "eve" }, "me"),
    ownNotice({ ...question, asker: "" }, "me"),
  ]).toEqual([null, null]);
});
