import { expect, test } from "vitest";
import { lossesOf, RepairWait, soundWait } from "../../src/core/repair_wait";

const nacks = (nacks: number, frozen = 0) => ({ nacks, frozen });

test("where nothing gets lost the browser decides", () => {
  const wait = new RepairWait();
  for (let look = 0; look < 20; look++) expect(wait.next(nacks(7), 100)).toBeNull();
});

test("while packets get lost there is time for two tries over our own line", () => {
  const wait = new RepairWait();
  wait.next(nacks(0), 100);
  expect(wait.next(nacks(2), 100)).toBeNull();
  expect(wait.next(nacks(9), 100)).toBe(300);
});

test("a short way needs little time, and nobody waits for a very long one", () => {
  const short = new RepairWait();
  short.next(nacks(0), 4);
  expect(short.next(nacks(50), 4)).toBe(150);
  const long = new RepairWait();
  long.next(nacks(0), 900);
  expect(long.next(nacks(50), 900)).toBe(400);
});

test("a picture that freezes while packets get lost is held back longer at each freeze, within a limit", () => {
  const wait = new RepairWait();
  wait.next(nacks(0), 4);
  const waits = [1, 1, 2, 3, 4, 5, 6].map((freezes, look) => wait.next(nacks(9 + look, freezes * 200), 4));
  expect(waits).toEqual([250, 250, 350, 450, 550, 600, 600]);
});

test("a freeze without loss is no reason to wait", () => {
  const wait = new RepairWait();
  wait.next(nacks(0), 4);
  expect(wait.next(nacks(0, 900), 4)).toBeNull();
  expect(wait.next(nacks(9, 900), 4)).toBe(150);
});

test("ten looks after the last loss the browser decides again, and what was learned is forgotten", () => {
  const wait = new RepairWait();
  wait.next(nacks(0), 100);
  for (let look = 0; look < 9; look++) expect(wait.next(nacks(9, 500), 100)).toBe(400);
  expect(wait.next(nacks(9, 500), 100)).toBeNull();
  expect(wait.next(nacks(90, 500), 100)).toBe(300);
});

test("sound waits so long that lips lag less than is noticed", () => {
  expect([null, 100, 300].map(soundWait)).toEqual([null, 0, 175]);
});

test("each section has its losses, and the round trip is that of the path in use", () => {
  const report = new Map<string, object>([
    ["a", { type: "inbound-rtp", mid: "0" }],
    ["b", { type: "inbound-rtp", mid: "4", nackCount: 3, totalFreezesDuration: 0.25 }],
    ["d", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.08 }],
    ["e", { type: "candidate-pair", nominated: false, currentRoundTripTime: 3 }],
  ]) as unknown as RTCStatsReport;
  expect(lossesOf(report)).toEqual({
    byMid: new Map([
      ["0", { nacks: 0, frozen: 0 }],
      ["4", { nacks: 3, frozen: 250 }],
    ]),
    roundTrip: 80,
  });
});
