import { expect, test } from "vitest";
import { continues, firstUnread, furthest, unreadCount } from "../../src/core/reading";
import { message as anyMessage } from "../support/views";

function message(id: number, author: string, at = id) {
  return anyMessage(id, { author, at });
}

const TALK = [message(1, "ann"), message(2, "me"), message(3, "bob"), message(4, "ann")];

test("one's own messages are never unread", () => {
  expect(unreadCount(TALK, 1, "me")).toBe(2);
  expect(unreadCount(TALK, 0, "me")).toBe(3);
  expect(unreadCount(TALK, 4, "me")).toBe(0);
});

test("the divider stands above the first message of somebody else that was not seen", () => {
  expect(firstUnread(TALK, 1, "me")).toBe(3);
  expect(firstUnread(TALK, 4, "me")).toBeNull();
});

test("messages of one author within five minutes stand together", () => {
  expect(continues(message(1, "ann", 0), message(2, "ann", 299))).toBe(true);
  expect(continues(message(1, "ann", 0), message(2, "ann", 300))).toBe(false);
  expect(continues(message(1, "ann", 0), message(2, "bob", 1))).toBe(false);
  expect(continues(undefined, message(2, "bob", 1))).toBe(false);
});

test("what was read on another device counts as read here", () => {
  expect(furthest(null, 0)).toBeNull();
  expect(furthest(3, 0)).toBe(3);
  expect(furthest(null, 7)).toBe(7);
  expect(furthest(9, 7)).toBe(9);
});
