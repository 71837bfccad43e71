import { beforeEach, expect, test } from "vitest";
import { emptyPlan, newShift, toForm } from "../../src/core/duty_form";
import { setLanguage } from "../../src/core/i18n";
import { flawText, placeText } from "../../src/core/plan_flaws";
import { STANDARD } from "../support/duty";

const EVENING = { ...newShift(1, [], "UTC", "2026-11-23"), title: "Evening" };
const FORM = {
  ...toForm(emptyPlan("UTC"), STANDARD),
  shifts: [EVENING, newShift(2, ["a"], "UTC", "2026-11-23")],
};
const NAMES = new Map([["p1", "Tess"]]);

beforeEach(() => setLanguage("en"));

test.each([
  ["calendar.zone", "Time zone"],
  ["calendar.weekly.tuesday[1]", "Tuesday"],
  ["calendar.weekly", "When answers are promised"],
  ["calendar.extra_days[0].day", "Days with other hours, one per line"],
  ["calendar.yearly_holidays[2]", "Holidays of every year, one rule per line (RFC 5545)"],
  ["calendar.holidays[2]", "Holidays, one per line"],
  ["roster.shifts[0].rotation[3]", "Shift “Evening”"],
  ["roster.shifts[1].zone", "Shift “shift-2”"],
  ["roster.shifts[7].id", "Shift “8”"],
  ["roster.overrides[1].shift", "Stand-in 2"],
  ["roster.swaps[0].one.day", "Swap 1"],
  ["targets.report.full", "report"],
  ["occasions.after_class.full", "question that a class left open"],
  ["targets", "How fast answers are promised"],
  ["quiet_hours.zone", "Quiet hours"],
  ["somewhere.else", "somewhere.else"],
])("%s is named as the form names it", (where, place) => {
  expect(placeText(where, FORM)).toBe(place);
});

test("what is wrong is said in words, and people by their names", () => {
  const flaw = (code: string, detail = "") => flawText({ code, where: "x", detail }, NAMES);
  expect(flaw("unknown_zone", "Mars")).toContain("“Mars”");
  expect(flaw("unknown_person", "p1")).toBe("Tess is not of the staff: take them out.");
  expect(flaw("unknown_person", "p2")).toContain("p2");
  expect(flaw("unfit", "wall")).toBe("This target cannot hold here.");
  expect(flaw("reversed")).toBe("The end is not after the beginning.");
  expect(flaw("brand_new", "why")).toBe("x: brand_new why");
});
