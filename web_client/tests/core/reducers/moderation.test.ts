import { describe, expect, test } from "vitest";
import { reduceModeration } from "../../../src/core/reducers/moderation";
import type { AnyEvent, ModerationView, StaffView } from "../../../src/core/wire.gen";
import { MODERATION } from "../../support/views";

const STAFF: StaffView = {
  waiting: [],
  held: [],
  cases: [],
  mutes: [],
  bans: [],
  exclusions: [],
  matches: [],
  rules: [],
  ladder: [],
};

const desk: ModerationView = { ...MODERATION, staff: STAFF };

function after(view: ModerationView, ...events: AnyEvent[]): ModerationView {
  return events.reduce(reduceModeration, view);
}

const muted = (member: string, scopes: readonly ("voice" | "video" | "text")[]): AnyEvent => ({
  t: "member_muted",
  at: 5,
  member,
  scopes,
  by: "t",
  reason: "loud",
  until: 65,
  rule: null,
  inherited: false,
});

describe("a mute", () => {
  test("is seen by all, with its end and reason by the muted one alone", () => {
    const view = after(MODERATION, muted("me", ["text", "voice"]), muted("ann", ["video"]));
    expect(view.door.muted).toEqual({ me: ["voice", "text"], ann: ["video"] });
    expect(view.own.mutes).toMatchObject([
      { scope: "text", reason: "loud" },
      { scope: "voice", until: 65 },
    ]);
  });

  test("ends scope by scope", () => {
    const ended: AnyEvent = { t: "member_unmuted", at: 9, member: "me", scopes: ["text"], by: "" };
    const view = after(MODERATION, muted("me", ["text", "voice"]), ended);
    expect(view.door.muted).toEqual({ me: ["voice"] });
    expect(view.own.mutes.map(({ scope }) => scope)).toEqual(["voice"]);
    expect(after(view, { ...ended, scopes: ["voice"] }).door.muted).toEqual({});
  });

  test("stands once per scope on the staff's desk, the latest last", () => {
    const view = after(desk, muted("ann", ["text"]), muted("bob", ["text"]), muted("ann", ["text"]));
    expect(view.staff?.mutes.map(({ member }) => member)).toEqual(["bob", "ann"]);
  });
});

test("staff who are concerned themselves see both sides", () => {
  const reported: AnyEvent = {
    t: "reported",
    at: 1,
    author: "me",
    cid: "cid-1",
    number: 1,
    author_name: "Me",
    subject: { kind: "message", number: 3, member: null },
    about: "ann",
    excerpt: "x",
    reason: "spam",
    text: "",
  };
  const view = after(desk, reported, { ...reported, author: "bob", number: 2 });
  expect(view.own.cases.map(({ number }) => number)).toEqual([1]);
  expect(view.staff?.cases.map(({ number }) => number)).toEqual([1, 2]);
  const handled = {
    t: "report_handled",
    at: 2,
    number: 1,
    author: "me",
    by: "t",
    verdict: "acted",
    note: "",
  } as const;
  expect(after(view, handled).own.cases).toMatchObject([{ outcome: "acted" }]);
  expect(after(view, handled).staff?.cases.map(({ number }) => number)).toEqual([2]);
});

test("a removal without an end is no ban, and leaves one that there was", () => {
  const removed = {
    t: "member_removed",
    at: 1,
    member: "ann",
    name: "Ann",
    by: "t",
    reason: "",
    rule: null,
  } as const;
  expect(after(desk, { ...removed, until: null }).staff?.bans).toEqual([]);
  const banned = after(desk, { ...removed, until: 60 });
  expect(after(banned, { ...removed, until: null }).staff?.bans).toHaveLength(1);
});

test("what concerns somebody else, and what is no moderation, changes nothing", () => {
  const others: AnyEvent[] = [
    { t: "member_warned", at: 1, member: "ann", by: "t", reason: "x", rule: null },
    { t: "rules_accepted", at: 1, member: "ann", version: 3 },
    { t: "session_started", at: 1, number: 1, by: "t" },
  ];
  for (const event of others) expect(after(MODERATION, event)).toBe(MODERATION);
});
