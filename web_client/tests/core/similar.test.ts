import { expect, test } from "vitest";
import { similarity, similarTo } from "../../src/core/similar";
import { question } from "../support/questions";

const OPEN = [
  question(1, { text: "Why is the integral of x² from 0 to 1 equal to 1/3?" }),
  question(2, { text: "When should I pick u = ln x in integration by parts?" }),
  question(3, { text: "分部积分什么时候该选 u = ln x？" }),
  question(4, { text: "作业第3题的换元步骤看不懂" }),
];

function proposed(text: string): number[] {
  return similarTo(text, OPEN).map(({ id }) => id);
}

test("the same question in other words is found", () => {
  expect(proposed("why is the integral of x^2 on [0, 1] equal to 1/3")).toEqual([1]);
  expect(proposed("Integration by parts: when do I pick u = ln x?")).toEqual([2]);
});

test("in Chinese too, where no spaces part the words", () => {
  expect(proposed("分部积分的时候，什么时候选u=ln x")).toEqual([3]);
  expect(proposed("第３题的换元步骤没看懂")).toEqual([4]);
});

test("another question is not proposed, and neither is anything for the first letters", () => {
  expect(proposed("How many exercises are there for tomorrow?")).toEqual([]);
  expect(proposed("Why")).toEqual([]);
  expect(proposed("")).toEqual([]);
});

test("likeness does not care for order, case, width and punctuation", () => {
  expect(similarity("U = LN X!", "u＝ln x")).toBe(1);
  expect(similarity("", "u")).toBe(0);
  expect(similarity("abc", "xyz")).toBe(0);
});
