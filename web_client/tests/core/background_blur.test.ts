import { afterEach, expect, test } from "vitest";
import { blurAsWanted, canBlur } from "../../src/core/background_blur";
import { wantsBlur } from "../../src/core/preferences";
import { BlurringCamera } from "../support/blurring_camera";

afterEach(() => {
  wantsBlur.value = false;
});

test("nobody is blurred who did not ask for it", () => {
  expect(wantsBlur.value).toBe(false);
});

test("blur is asked of the camera beside what was asked of it before", async () => {
  const camera = new BlurringCamera([false, true]);
  wantsBlur.value = true;
  await blurAsWanted(camera.track);
  wantsBlur.value = false;
  await blurAsWanted(camera.track);
  expect(camera.asked).toEqual([
    { frameRate: 24, backgroundBlur: true },
    { frameRate: 24, backgroundBlur: false },
  ]);
});

test.each([[undefined], [[false]], [[true]]])(
  "a camera that leaves no choice (%s) is left alone",
  async (modes) => {
    const camera = new BlurringCamera(modes);
    wantsBlur.value = true;
    await blurAsWanted(camera.track);
    expect(canBlur(camera.track)).toBe(false);
    expect(camera.asked).toEqual([]);
  },
);
