import { describe, expect, test } from "vitest";
import { Unreadable } from "../../src/core/clock_text";
import {
  emptyPlan,
  hoursIn,
  hoursText,
  newShift,
  toForm,
  toPlan,
  weekdaysOf,
  weeklyRule,
} from "../../src/core/duty_form";
import type { DutyPlan } from "../../src/core/duty_plan";
import { STANDARD } from "../support/duty";

const PLAN: DutyPlan = {
  calendar: {
    zone: "Asia/Shanghai",
    weekly: {
      ...emptyPlan("").calendar.weekly,
      monday: [
        { start: 540, end: 720 },
        { start: 1320, end: 1800 },
      ],
    },
    holidays: ["2026-10-01", "2026-10-02"],
    yearly_holidays: ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"],
    extra_days: [
      { day: "2026-10-10", hours: [{ start: 540, end: 1020 }] },
      { day: "2026-10-11", hours: [] },
    ],
  },
  roster: {
    version: 3,
    shifts: [
      {
        id: "night",
        title: "Night",
        rooms: ["zone"],
        zone: "Asia/Shanghai",
        since: "2026-09-01",
        recurrence: "FREQ=WEEKLY;BYDAY=MO,WE",
        start: 1320,
        length: 480,
        rotation: ["tess", "tim"],
        handover: "week",
        secondary: ["otto"],
        capacity: 7,
        skipped: ["2026-10-05"],
      },
      {
        id: "first",
        title: "",
        rooms: null,
        zone: "Europe/Berlin",
        since: "2026-09-01",
        recurrence: "FREQ=MONTHLY;BYMONTHDAY=1",
        start: 0,
        length: 1440,
        rotation: [],
        handover: "shift",
        secondary: [],
        capacity: 20,
        skipped: [],
      },
    ],
    overrides: [{ shift: "night", person: "otto", start: "2026-11-01T22:00:00", end: "2026-11-02T06:00:00" }],
    swaps: [
      {
        one: { person: "tess", shift: "night", day: "2026-11-02" },
        other: { person: "tim", shift: "night", day: "2026-11-04" },
      },
    ],
  },
  targets: { question: { first: 600, full: null, clock: "covered" } },
  occasions: { live_question: { first: 300, full: 900, clock: "wall" } },
  quiet_hours: { start: 1320, end: 420, zone: "Asia/Shanghai" },
};

test("a plan goes through the form unchanged", () => {
  expect(toPlan(toForm(PLAN, STANDARD))).toEqual(PLAN);
  expect(toPlan(toForm(emptyPlan("UTC"), STANDARD))).toEqual(emptyPlan("UTC"));
});

test("a shift that is gone takes its stand-ins and swaps along", () => {
  const form = toForm(PLAN, STANDARD);
  const { roster } = toPlan({ ...form, shifts: form.shifts.slice(1) });
  expect([roster.shifts.map(({ id }) => id), roster.overrides, roster.swaps]).toEqual([["first"], [], []]);
});

describe("hours", () => {
  test.each([
    ["9:00-12:00, 13:00-17:30", "09:00-12:00, 13:00-17:30"],
    ["09：00～12：00；13：00—17：30", "09:00-12:00, 13:00-17:30"],
    ["22:00-6:00", "22:00-06:00"],
    ["", ""],
  ])("%s are read as %s", (typed, read) => {
    expect(hoursIn(typed, "monday").map(hoursText).join(", ")).toBe(read);
  });

  test("to midnight, and past it, count on", () => {
    expect(hoursIn("20:00-24:00 22:00-06:00", "monday")).toEqual([
      { start: 1200, end: 1440 },
      { start: 1320, end: 1800 },
    ]);
  });

  test.each(["9-5", "9:00", "9:00-25:00", "9:60-10:00", "9:00-10:00-11:00"])("%s cannot be read", (typed) => {
    expect(() => hoursIn(typed, "monday")).toThrow(Unreadable);
  });
});

test.each([["2026-13-01"], ["1.10.2026"], ["tomorrow"]])("%s is no day", (typed) => {
  const form = { ...toForm(PLAN, STANDARD), holidays: `2026-10-01\n${typed}` };
  expect(() => toPlan(form)).toThrow(new Unreadable("holidays", typed).message);
});

test("weekly rules are days, every other rule stays as it is", () => {
  expect(weekdaysOf("FREQ=WEEKLY;BYDAY=SU,MO")).toEqual(["monday", "sunday"]);
  expect(weekdaysOf("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")).toBeNull();
  expect(weeklyRule(["sunday", "monday"])).toBe("FREQ=WEEKLY;BYDAY=MO,SU");
});

test("a shift that ends when it begins lasts a day", () => {
  const shift = { ...newShift(1, [], "UTC", "2026-11-23"), start: "08:00", end: "08:00" };
  const plan = toPlan({ ...toForm(emptyPlan("UTC"), STANDARD), shifts: [shift] });
  expect(plan.roster.shifts[0]).toMatchObject({ start: 480, length: 1440, id: "shift-1" });
});

test("a shift that lasts for days keeps its length", () => {
  for (const length of [1, 1439, 1440, 1441, 7 * 1440, 7 * 1440 + 90]) {
    const shift = { ...PLAN.roster.shifts[0], length } as (typeof PLAN.roster.shifts)[number];
    const form = toForm({ ...PLAN, roster: { ...PLAN.roster, shifts: [shift] } }, STANDARD);
    expect(toPlan(form).roster.shifts[0]?.length).toBe(length);
  }
});

test("a new shift has a name that no other has", () => {
  expect(newShift(3, ["shift-3", "evening"], "UTC", "2026-11-23").id).toBe("shift-4");
});
