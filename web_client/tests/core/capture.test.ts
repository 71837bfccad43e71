import { effect } from "@preact/signals-core";
import { afterEach, expect, test, vi } from "vitest";
import { Capture } from "../../src/core/capture";

afterEach(() => vi.unstubAllGlobals());

function browserThatRefuses(error: string): void {
  const mediaDevices = {
    getUserMedia: async () => {
      throw new DOMException("no", error);
    },
  };
  vi.stubGlobal("navigator", { mediaDevices });
}

test("what is wrong with microphone and camera is known at once, not one after the other", async () => {
  browserThatRefuses("NotAllowedError");
  const capture = new Capture();
  const told: unknown[] = [];
  const stop = effect(() => void told.push(capture.problems.value));
  await capture.open({ mic: true, camera: true });
  stop();
  expect(told).toEqual([{}, { mic: "denied", camera: "denied" }]);
  expect(capture.micOn.value).toBe(false);
});

test("only what was asked for is tried", async () => {
  browserThatRefuses("NotFoundError");
  const capture = new Capture();
  await capture.open({ mic: true, camera: false });
  expect(capture.problems.value).toEqual({ mic: "missing" });
});

test("a page that is not safe is told apart from a person who said no", async () => {
  vi.stubGlobal("navigator", {});
  const capture = new Capture();
  await capture.setCamera(true);
  expect(capture.problems.value).toEqual({ camera: "insecure" });
});
