import { expect, test } from "vitest";
import { lossesOf, RepairWait } from "../../src/core/repair_wait";

const AT_EASE = { video: null, audio: null };

test("where nothing gets lost the browser decides", () => {
  const wait = new RepairWait();
  for (let look = 0; look < 20; look++) expect(wait.next(7, 100)).toEqual(AT_EASE);
});

test("while packets get lost there is time for two tries, and lips lag less than is noticed", () => {
  const wait = new RepairWait();
  wait.next(0, 100);
  expect(wait.next(2, 100)).toEqual(AT_EASE);
  expect(wait.next(9, 100)).toEqual({ video: 300, audio: 175 });
});

test("a short way needs little time, and nobody waits for a very long one", () => {
  const short = new RepairWait();
  short.next(0, 4);
  expect(short.next(50, 4)).toEqual({ video: 150, audio: 25 });
  const long = new RepairWait();
  long.next(0, 900);
  expect(long.next(50, 900)).toEqual({ video: 400, audio: 275 });
});

test("ten looks after the last loss the browser decides again", () => {
  const wait = new RepairWait();
  wait.next(0, 100);
  for (let look = 0; look < 9; look++) expect(wait.next(9, 100).video).toBe(300);
  expect(wait.next(9, 100)).toEqual(AT_EASE);
});

test("losses of all sections count together, and the round trip is that of the path in use", () => {
  const report = new Map<string, object>([
    ["a", { type: "inbound-rtp", nackCount: 3 }],
    ["b", { type: "inbound-rtp" }],
    ["c", { type: "inbound-rtp", nackCount: 4 }],
    ["d", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.08 }],
    ["e", { type: "candidate-pair", nominated: false, currentRoundTripTime: 3 }],
  ]) as unknown as RTCStatsReport;
  expect(lossesOf(report)).toEqual({ nacks: 7, roundTrip: 80 });
});
