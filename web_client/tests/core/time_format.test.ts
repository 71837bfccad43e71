import { afterEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { clockFace, dayName, dayNumber } from "../../src/core/time_format";

const seconds = (text: string) => new Date(text).getTime() / 1000;

afterEach(() => setLanguage("en"));

test("midnight separates days, not 24 hours", () => {
  expect(dayNumber(seconds("2026-03-02T00:01:00")) - dayNumber(seconds("2026-03-01T23:59:00"))).toBe(1);
  expect(dayNumber(seconds("2026-03-02T23:59:00")) - dayNumber(seconds("2026-03-02T00:01:00"))).toBe(0);
});

test("near days have names, others a date, in the reader's language", () => {
  const now = seconds("2026-03-02T12:00:00");
  expect(dayName(seconds("2026-03-02T01:00:00"), now)).toBe("Today");
  expect(dayName(seconds("2026-03-01T23:00:00"), now)).toBe("Yesterday");
  setLanguage("zh");
  expect(dayName(seconds("2026-03-01T23:00:00"), now)).toBe("昨天");
  expect(dayName(seconds("2026-02-10T23:00:00"), now)).toContain("2026年2月10日");
});

test("a clock counts begun seconds, shows hours only when there are any, and stops at nothing", () => {
  expect(clockFace(245)).toBe("4:05");
  expect(clockFace(59.2)).toBe("1:00");
  expect(clockFace(3845)).toBe("1:04:05");
  expect(clockFace(-3)).toBe("0:00");
});
