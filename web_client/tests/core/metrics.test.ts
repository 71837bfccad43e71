import { expect, test } from "vitest";
import { dayText, lastDays, metricsPath } from "../../src/core/metrics";

test("the last days are whole ones where the reader is, and end with today, across months", () => {
  const now = new Date(2026, 10, 2, 23, 30);
  const from = (month: number, day: number) => new Date(2026, month, day).toISOString();
  expect(lastDays(1, now)).toEqual({ from: from(10, 2), to: from(10, 3) });
  expect(lastDays(7, now)).toEqual({ from: from(9, 27), to: from(10, 3) });
});

test("a day is written as forms write it", () => {
  expect(dayText(new Date(2026, 10, 30, 1), 1)).toBe("2026-12-01");
});

test("one room, or all of them", () => {
  const period = { from: "2026-11-02T00:00:00Z", to: "2026-11-03T00:00:00Z" };
  const days = "from=2026-11-02T00%3A00%3A00Z&to=2026-11-03T00%3A00%3A00Z";
  expect(metricsPath("json", { ...period, room: null })).toBe(`/api/duty/metrics?${days}`);
  expect(metricsPath("csv", { ...period, room: "live-qa" })).toBe(
    `/api/duty/metrics.csv?${days}&room=live-qa`,
  );
});
