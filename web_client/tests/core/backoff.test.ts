import { expect, test } from "vitest";
import { retryDelay } from "../../src/core/backoff";

test("the first retry comes at once, between 100 and 300 ms", () => {
  expect(retryDelay(1, 0)).toBe(100);
  expect(retryDelay(1, 0.999)).toBeLessThan(300);
});

test("later ones start at half a second and never exceed thirty", () => {
  expect(retryDelay(2, 1)).toBe(500);
  for (let attempt = 2; attempt < 60; attempt++) {
    expect(retryDelay(attempt, 0)).toBeLessThan(retryDelay(attempt, 0.999));
    expect(retryDelay(attempt, 0.999)).toBeLessThanOrEqual(30_000);
  }
});
