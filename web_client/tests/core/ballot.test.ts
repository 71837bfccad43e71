import { expect, test } from "vitest";
import { isSingle, marked, ordering, reordered, shares, tapped } from "../../src/core/ballot";

test("one tap votes, another moves the vote, the same again takes it back", () => {
  expect(tapped([], 1)).toEqual([1]);
  expect(tapped([1], 2)).toEqual([2]);
  expect(tapped([2], 2)).toEqual([]);
});

test("a quiz has one answer, too", () => {
  expect(isSingle("quiz")).toBe(true);
  expect(isSingle("multiple")).toBe(false);
});

test("marks stand in the order of the options", () => {
  expect(marked([2], 0)).toEqual([0, 2]);
  expect(marked([0, 2], 2)).toEqual([0]);
});

test("ordering starts with the options, or with what was ordered before", () => {
  expect(ordering({ options: ["a", "b"], mine: [] })).toEqual([0, 1]);
  expect(ordering({ options: ["a", "b"], mine: [1, 0] })).toEqual([1, 0]);
});

test("an entry moves, the others keep their order", () => {
  expect(reordered([0, 1, 2], 2, 0)).toEqual([2, 0, 1]);
  expect(reordered([0, 1, 2], 0, 1)).toEqual([1, 0, 2]);
});

test("bars are shares of the voters, and of the best where points are counted", () => {
  expect(shares({ kind: "multiple", tallies: [2, 1], voters: 2 })).toEqual([1, 0.5]);
  expect(shares({ kind: "ordered", tallies: [4, 2], voters: 2 })).toEqual([1, 0.5]);
  expect(shares({ kind: "single", tallies: [0, 0], voters: 0 })).toEqual([0, 0]);
  expect(shares({ kind: "single", tallies: null, voters: 3 })).toEqual([]);
});
