import { expect, test } from "vitest";
import { clockText, minutesOf, Unreadable } from "../../src/core/clock_text";

test.each([
  ["00:00", 0],
  ["9:05", 545],
  ["09：05", 545],
  [" 23:59 ", 1439],
  ["24:00", 1440],
])("%s is so many minutes", (text, minutes) => {
  expect(minutesOf(text, "start")).toBe(minutes);
});

test.each(["", "9", "9.30", "9:5", "24:01", "10:60", "noon"])("“%s” is no time of day", (text) => {
  expect(() => minutesOf(text, "start")).toThrow(new Unreadable("start", text).message);
});

test("minutes are shown as clocks show them", () => {
  expect([0, 545, 1439].map(clockText)).toEqual(["00:00", "09:05", "23:59"]);
});
