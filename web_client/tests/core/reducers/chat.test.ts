import { describe, expect, test } from "vitest";
import { messageOf, reduceChat } from "../../../src/core/reducers/chat";
import type { AnyEvent, ChatView, MessageView } from "../../../src/core/wire.gen";
import { RECENT_IMPORTANT } from "../../../src/core/wire.gen";
import { message } from "../../support/views";

/** One message that stands in all three places. */
const EVERYWHERE: ChatView = { messages: [message(1)], pins: [message(1)], important: [message(1)] };

function posted(id: number, changes: Partial<MessageView> = {}, hidden = false): AnyEvent {
  const { replies, edited_at, state, reactions, ...said } = message(id, changes);
  return { t: "message_posted", held: null, hidden, ...said };
}

const reacted = (member: string, on = true): AnyEvent => ({
  t: "message_reacted",
  at: 1,
  id: 1,
  member,
  emoji: "👍",
  on,
});

describe("a change", () => {
  test("reaches every copy of a message", () => {
    const after = reduceChat(EVERYWHERE, { t: "message_edited", at: 9, id: 1, body: "new", by: "a" });
    for (const place of [after.messages, after.pins, after.important])
      expect(place).toMatchObject([{ body: "new", edited_at: 9 }]);
  });

  test("that takes its words away takes it from the pins and the lane, too", () => {
    const hidden = {
      t: "message_hidden",
      at: 1,
      id: 1,
      author: "a",
      by: "",
      reason: "",
      rule: null,
    } as const;
    const after = reduceChat(EVERYWHERE, { ...hidden, readable: false });
    expect(after.pins).toEqual([]);
    expect(after.important).toEqual([]);
    expect(after.messages).toMatchObject([{ state: "hidden", body: "", important: false }]);
    expect(reduceChat(EVERYWHERE, { ...hidden, readable: true }).messages).toMatchObject([{ body: "1" }]);
  });

  test("of another concept changes nothing", () => {
    expect(reduceChat(EVERYWHERE, { t: "room_closed", at: 1, reason: "empty" })).toBe(EVERYWHERE);
  });
});

test("a reply counts for the first of its thread", () => {
  const after = reduceChat(EVERYWHERE, posted(2, { reply_to: 1 }));
  expect(after.messages.map(({ replies }) => replies)).toEqual([1, 0]);
  expect(after.pins).toMatchObject([{ replies: 1 }]);
});

test("a message that a rule hides at once is a tombstone from the beginning", () => {
  const event = posted(2, { body: "" }, true);
  expect(event.t === "message_posted" && messageOf(event).state).toBe("hidden");
});

describe("a reaction", () => {
  test("counts each member once, and is gone with the last of them", () => {
    let view = [reacted("ann"), reacted("bob"), reacted("ann")].reduce(reduceChat, EVERYWHERE);
    expect(view.messages[0]?.reactions).toEqual({ "👍": ["bob", "ann"] });
    view = [reacted("ann", false), reacted("bob", false)].reduce(reduceChat, view);
    expect(view.messages[0]?.reactions).toEqual({});
  });
});

test("the lane keeps the newest, in the order of the room, however late they were marked", () => {
  let view: ChatView = { messages: [], pins: [], important: [] };
  for (let id = 2; id < 2 + RECENT_IMPORTANT; id++) view = reduceChat(view, posted(id, { important: true }));
  const marked = { t: "message_marked", at: 1, by: "t", on: true } as const;
  view = reduceChat(view, { ...marked, id: 1, message: message(1, { important: true }) });
  expect(view.important).toHaveLength(RECENT_IMPORTANT);
  expect(view.important[0]?.id).toBe(2);
});
