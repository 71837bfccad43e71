import { expect, test } from "vitest";
import { lastDays, metricsPath } from "../../src/core/metrics";

test("the last days end with today, across months", () => {
  const now = new Date(2026, 10, 2, 23, 30);
  expect(lastDays(1, now)).toEqual({ from: "2026-11-02", to: "2026-11-03" });
  expect(lastDays(7, now)).toEqual({ from: "2026-10-27", to: "2026-11-03" });
});

test("one room, or all of them", () => {
  const period = { from: "2026-11-02", to: "2026-11-03" };
  expect(metricsPath("json", { ...period, room: null })).toBe(
    "/api/duty/metrics?from=2026-11-02&to=2026-11-03",
  );
  expect(metricsPath("csv", { ...period, room: "live-qa" })).toBe(
    "/api/duty/metrics.csv?from=2026-11-02&to=2026-11-03&room=live-qa",
  );
});
