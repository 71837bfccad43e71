import { expect, test } from "vitest";
import { CAMERA_ENCODINGS } from "../../src/core/video_quality";

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

test("encodings go from the lowest to the highest, each half the height of the next", () => {
  expect(CAMERA_ENCODINGS.map((encoding) => encoding.scaleResolutionDownBy)).toEqual([4, 2, 1]);
  const rates = CAMERA_ENCODINGS.map((encoding) => encoding.maxBitrate ?? 0);
  expect(rates).toEqual([...rates].sort((left, right) => left - right));
});

test("a camera costs less than two megabits even when all its encodings are seen", () => {
  expect(sum(CAMERA_ENCODINGS.map((encoding) => encoding.maxBitrate ?? 0))).toBeLessThan(2_000_000);
});
