import { expect, test } from "vitest";
import { cameraQuality, scaleDown } from "../../src/core/video_quality";

test("the fuller the room, the less each camera sends", () => {
  const rates = [1, 2, 3, 5, 10, 16, 1000].map((people) => cameraQuality(people).maxBitrate);
  expect(rates).toEqual([...rates].sort((left, right) => right - left));
  expect(cameraQuality(2).height).toBe(720);
  expect(cameraQuality(16).height).toBeLessThan(360);
});

test("sixteen cameras together stay under 3.5 Mbit/s for who receives them", () => {
  expect(15 * cameraQuality(16).maxBitrate).toBeLessThan(3_500_000);
});

test("a picture is scaled down, never up", () => {
  expect(scaleDown(720, 360)).toBe(2);
  expect(scaleDown(240, 360)).toBe(1);
  expect(scaleDown(undefined, 360)).toBe(1);
});
