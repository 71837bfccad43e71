import { expect, test } from "vitest";
import { isScheduled, newTiming, timingForm, toTiming } from "../../src/core/schedule";
import { EVENINGS } from "../support/schedule";
import { message } from "../support/views";

test("only what the room posts by its schedule is a scheduled post", () => {
  expect(isScheduled(message(1, { author: "schedule:3", author_kind: "system" }))).toBe(true);
  expect(isScheduled(message(2, { author: "tess", author_kind: "system" }))).toBe(false);
  expect(isScheduled(message(3, { author: "schedule:3" }))).toBe(false);
});

const ONCE = { zone: "Asia/Shanghai", since: "2026-10-06", minutes: 480, rule: null, until: null };
const MONTHLY = { ...EVENINGS, rule: "FREQ=MONTHLY;BYMONTHDAY=1", until: "2026-12-31" };

test.each([ONCE, EVENINGS, MONTHLY])("a timing that is opened and saved stays the same", (timing) => {
  expect(toTiming(timingForm(timing))).toEqual(timing);
});

test("a new one is tomorrow evening where one is", () => {
  const form = newTiming(Date.UTC(2026, 9, 5, 18) / 1000, "Asia/Shanghai");
  expect(toTiming(form)).toEqual({ ...ONCE, since: "2026-10-07", minutes: 1200 });
});

test.each([{ day: "" }, { time: "" }, { time: "noon" }, { zone: " " }])(
  "without %o it is none",
  (missing) => {
    expect(toTiming({ ...timingForm(ONCE), ...missing })).toBeNull();
  },
);

test("a rule needs days, or words", () => {
  expect(toTiming({ ...timingForm(EVENINGS), days: [] })).toBeNull();
  expect(toTiming({ ...timingForm(MONTHLY), rule: "  " })).toBeNull();
});
