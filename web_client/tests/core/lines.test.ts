import { expect, test } from "vitest";
import { sizesOf, type TrackLine, verdictOf, wayOf } from "../../src/core/lines";
import { deviceLine } from "../support/lines";

test.each([
  [{}, "good"],
  [{ loss_up: 0.05 }, "fair"],
  [{ loss_down: 0.12 }, "poor"],
  [{ loss_up: 0.01, loss_down: 0.4 }, "bad"],
  [{ rtt_ms: 600 }, "fair"],
  [{ rtt_ms: 2_500 }, "bad"],
  [{ frozen: 4 }, "fair"],
  [{ loss_up: null, loss_down: null, rtt_ms: null }, "good"],
] as const)("%o is %s", (changes, verdict) => {
  expect(verdictOf(deviceLine("ann", changes))).toBe(verdict);
});

const camera = (outgoing: boolean, layer: number, bitrate: number): TrackLine => ({
  outgoing,
  source: "camera",
  layer,
  bitrate,
});
const mic: TrackLine = { outgoing: false, source: "mic", layer: null, bitrate: 30_000 };

test("what goes one way is added up, with the loss of that way", () => {
  const line = deviceLine("ann", {
    loss_up: 0.1,
    loss_down: null,
    tracks: [camera(true, 1, 500_000), mic, camera(false, 0, 100_000)],
  });
  expect(wayOf(line, true)).toEqual({ bitrate: 500_000, loss: 0.1 });
  expect(wayOf(line, false)).toEqual({ bitrate: 130_000, loss: null });
});

test("sizes are those of received pictures, from 1", () => {
  const line = deviceLine("ann", {
    tracks: [camera(false, 2, 1), camera(true, 1, 1), mic, camera(false, 0, 1)],
  });
  expect(sizesOf(line)).toEqual([1, 3]);
});
