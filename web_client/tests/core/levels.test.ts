import { expect, test } from "vitest";
import { Holding, loudness, meterFraction } from "../../src/core/levels";

test("somebody speaks while they are loud and for 300 ms after", () => {
  const holding = new Holding();
  expect(holding.speaks(0, 0)).toBe(false);
  expect(holding.speaks(0.1, 100)).toBe(true);
  expect(holding.speaks(0, 399)).toBe(true);
  expect(holding.speaks(0, 400)).toBe(false);
});

test("loudness is the root mean square", () => {
  expect(loudness(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
  expect(loudness(new Float32Array(0))).toBe(0);
});

test("the meter is empty at -60 dB and full at 0 dB", () => {
  expect(meterFraction(0)).toBe(0);
  expect(meterFraction(0.001)).toBeCloseTo(0);
  expect(meterFraction(0.0316)).toBeCloseTo(0.5, 2);
  expect(meterFraction(1)).toBe(1);
  expect(meterFraction(2)).toBe(1);
});
