import { expect, test } from "vitest";
import { isScheduled } from "../../src/core/schedule";
import { message } from "../support/views";

test("only what the room posts by its schedule is a scheduled post", () => {
  expect(isScheduled(message(1, { author: "schedule:3", author_kind: "system" }))).toBe(true);
  expect(isScheduled(message(2, { author: "tess", author_kind: "system" }))).toBe(false);
  expect(isScheduled(message(3, { author: "schedule:3" }))).toBe(false);
});
