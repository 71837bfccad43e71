import { expect, test } from "vitest";
import { addedBy, reduceMessages } from "../../../src/core/reducers/chat";
import { reduceMoving } from "../../../src/core/reducers/moving";
import type { AnyEvent, MovingView, OffTopicView } from "../../../src/core/wire.gen";
import { message } from "../../support/views";

const seen = (id: number, count = 1): OffTopicView => ({
  id,
  at: 5,
  author_name: "Ada",
  excerpt: "It rained.",
  count,
});
const flagged = (changes: Partial<Extract<AnyEvent, { t: "off_topic_flagged" }>>): AnyEvent => ({
  t: "off_topic_flagged",
  at: 5,
  id: 3,
  member: "",
  on: true,
  count: null,
  author_name: "Ada",
  excerpt: "It rained.",
  ...changes,
});
const view = (off_topic: readonly OffTopicView[], own: readonly number[] = []): MovingView => ({
  off_topic,
  flagged: own,
});

test("staff are told how many, and members what they said themselves", () => {
  expect(reduceMoving(view([]), flagged({ count: 1 }))).toEqual(view([seen(3)]));
  expect(reduceMoving(view([seen(3), seen(9)]), flagged({ count: 2 }))).toEqual(view([seen(3, 2), seen(9)]));
  expect(reduceMoving(view([], [9]), flagged({ member: "me" }))).toEqual(view([], [3, 9]));
});

test("taken back, settled, deleted or moved, it is off topic no more", () => {
  const before = view([seen(3), seen(9)], [3, 9]);
  const after = view([seen(9)], [9]);
  expect(reduceMoving(before, flagged({ member: "me", on: false, count: 0 }))).toEqual(after);
  const gone: readonly AnyEvent[] = [
    { t: "off_topic_settled", at: 6, id: 3, by: "", members: [] },
    { t: "message_deleted", at: 6, id: 3, by: "t", reason: "", author: "" },
    { t: "thread_moved", at: 6, ids: [3, 4], to: "lounge", by: "t", author: "a", reason: "" },
  ];
  for (const event of gone) expect(reduceMoving(before, event)).toEqual(after);
});

test("what moves leaves where it stood, wherever it is held", () => {
  const held = [message(1), message(2, { reply_to: 1 }), message(3)];
  const left = reduceMessages(held, {
    t: "thread_moved",
    at: 6,
    ids: [1, 2],
    to: "lounge",
    by: "t",
    author: "a",
    reason: "",
  });
  expect(left.map(({ state, body }) => [state, body])).toEqual([
    ["moved", ""],
    ["moved", ""],
    ["shown", "3"],
  ]);
  const place = { room: "lounge", title: "Lounge", id: 7 };
  const arrived = reduceMessages(left, { t: "thread_arrived", at: 7, places: { 1: place } });
  expect(arrived.map(({ moved }) => moved?.id ?? null)).toEqual([7, null, null]);
  const stayed: AnyEvent = {
    t: "thread_stayed",
    at: 7,
    messages: held.slice(0, 2),
    to: "lounge",
    why: "not_found",
  };
  expect(reduceMessages(left, stayed)).toEqual(held);
});

test("what comes is added as it was", () => {
  const messages = [message(7), message(8, { reply_to: 7 })];
  const source = { room: "maths", title: "Maths", id: 1 };
  const adopted: AnyEvent = {
    t: "thread_adopted",
    at: 9,
    author: "t",
    cid: "thread.maths.1",
    source,
    messages,
    reason: "",
  };
  expect(addedBy(adopted)).toEqual(messages);
});
