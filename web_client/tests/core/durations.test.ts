import { beforeEach, expect, test } from "vitest";
import { durationText, sizeText } from "../../src/core/durations";
import { setLanguage } from "../../src/core/i18n";

beforeEach(() => setLanguage("en"));

test("lengths of time are told in the largest unit that divides them", () => {
  expect([30, 60, 90, 600, 3_600, 86_400].map(durationText)).toEqual([
    "30 seconds",
    "1 minute",
    "90 seconds",
    "10 minutes",
    "1 hour",
    "1 day",
  ]);
  setLanguage("zh");
  expect(durationText(600)).toBe("10分钟");
});

test("without an end says who ends it", () => {
  expect(durationText(null)).toBe("Until staff end it");
});

test("sizes are told as people know them", () => {
  expect(sizeText(6)).toBe("0.1 kB");
  expect(sizeText(1536)).toBe("1.5 kB");
  expect(sizeText(3 * 1024 * 1024)).toBe("3 MB");
});
