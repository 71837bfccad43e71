import { expect, test } from "vitest";
import { Unreadable } from "../../src/core/clock_text";
import { quietForm, toQuiet } from "../../src/core/quiet_hours";

const NIGHT = { start: 1320, end: 420, zone: "Asia/Shanghai" };

test("quiet hours go through the form unchanged", () => {
  expect(toQuiet(quietForm(NIGHT, "UTC"))).toEqual(NIGHT);
  expect(toQuiet(quietForm(null, "UTC"))).toBeNull();
});

test("where there are none, a night in this zone is offered", () => {
  expect(quietForm(null, "Europe/Berlin")).toEqual({
    on: false,
    start: "22:00",
    end: "08:00",
    zone: "Europe/Berlin",
  });
});

test("the end of the day is its beginning", () => {
  expect(toQuiet({ on: true, start: "22:00", end: "24:00", zone: " UTC " })).toEqual({
    start: 1320,
    end: 0,
    zone: "UTC",
  });
});

test("what is no time is said, but only while it matters", () => {
  const form = { on: true, start: "late", end: "08:00", zone: "UTC" };
  expect(() => toQuiet(form)).toThrow(Unreadable);
  expect(toQuiet({ ...form, on: false })).toBeNull();
});
