import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Capture } from "../../src/core/capture";
import { setLanguage } from "../../src/core/i18n";
import { wantsBlur } from "../../src/core/preferences";
import { DeviceFields, SpeakerFields } from "../../src/ui/device_fields";
import { BlurringCamera } from "../support/blurring_camera";
import { all, clear, click, during, show } from "../support/page";
import { settled } from "../support/visiting";

beforeEach(() => setLanguage("en"));

afterEach(() => {
  clear();
  vi.unstubAllGlobals();
  wantsBlur.value = false;
});

function fieldsFor(camera: BlurringCamera): void {
  const capture = new Capture();
  capture.camera.value = camera.track;
  show(<DeviceFields capture={capture} />);
}

test("blur is offered where the camera's system can, and takes effect at once", async () => {
  const camera = new BlurringCamera([false, true]);
  fieldsFor(camera);
  await during(async () => {
    click("camera-blur");
    await settled();
  });
  expect(camera.asked.at(-1)).toMatchObject({ backgroundBlur: true });
  expect(wantsBlur.value).toBe(true);
});

test("who only listens can try how it sounds", () => {
  show(<SpeakerFields />);
  expect(all("test-sound").length).toBe(1);
  expect(all("mic-select")).toEqual([]);
});

test("blur is not offered where nothing would come of it", () => {
  fieldsFor(new BlurringCamera());
  expect(all("camera-blur")).toEqual([]);
});
