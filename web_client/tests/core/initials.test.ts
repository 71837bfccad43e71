import { expect, test } from "vitest";
import { HUES, hueOf, initials } from "../../src/core/initials";

test.each([
  ["李雷", "李"],
  ["王 老师", "王"],
  ["alex", "A"],
  ["Alex Maria Kowalski", "AK"],
  ["  zoë  ", "Z"],
  ["👩‍🚀 Eva", "👩E"],
  ["", ""],
])("%s becomes %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test("a person keeps their colour", () => {
  expect(hueOf("m-17")).toBe(hueOf("m-17"));
  expect(new Set(Array.from({ length: 100 }, (_, index) => hueOf(`m-${index}`))).size).toBe(HUES);
});
