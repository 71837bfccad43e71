import { expect, test } from "vitest";
import { hasCodeBlock, hasFormula, isRich } from "../../src/core/rich_text";

test.each(["hello", "今天讲什么？", "see you at 10:30!", "x = y / 2", "it's 5% (of 20)"])(
  "%s needs nothing",
  (text) => {
    expect(isRich(text)).toBe(false);
  },
);

test.each(["**bold**", "see https://e.org", "- one\n- two", "1. one", "`code`", "$x$", "me@e.org", "a_b"])(
  "%s may be markup",
  (text) => {
    expect(isRich(text)).toBe(true);
  },
);

test("formulas and blocks of code are told from the rest", () => {
  expect(hasFormula("so $x$ is")).toBe(true);
  expect(hasFormula("\\[x\\]")).toBe(true);
  expect(hasFormula("5 $")).toBe(false);
  expect(hasCodeBlock("look:\n```\nx\n```")).toBe(true);
  expect(hasCodeBlock("`x`")).toBe(false);
});
