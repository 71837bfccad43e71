import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FreezeReports, frozenBetween, REPORT_EVERY_MS } from "../../src/core/freezes";
import type { Look, Track } from "../../src/core/line_figures";

const SEEN: Track = {
  mid: "1",
  bytes: 0,
  packets: 0,
  lost: 0,
  frozen: 0,
  picture: { width: 640, height: 360, frames: 25 },
  layers: 0,
  missed: null,
  outgoing: false,
  member: "ann",
  source: "camera",
};

const look = (...tracks: Track[]): Look => ({ at: 0, way: null, roundTrip: null, tracks });
const frozen = (seconds: number, changes: Partial<Track> = {}) => ({ ...SEEN, frozen: seconds, ...changes });

describe("between two looks", () => {
  test("what stood still notably counts", () => {
    const before = look(frozen(1), frozen(0, { mid: "2" }));
    expect(frozenBetween(before, look(frozen(3.5), frozen(0.05, { mid: "2" })))).toEqual({ 1: 2.5 });
  });

  test("a slot that shows somebody else begins anew", () => {
    expect(frozenBetween(look(frozen(0)), look(frozen(5, { member: "ben" })))).toEqual({});
  });

  test("neither sound nor what one sends freezes", () => {
    const now = look(frozen(5, { picture: null }), frozen(5, { mid: "2", outgoing: true }));
    expect(
      frozenBetween(look(frozen(0, { picture: null }), frozen(0, { mid: "2", outgoing: true })), now),
    ).toEqual({});
  });

  test("no more counts than the server takes", () => {
    expect(frozenBetween(look(frozen(0)), look(frozen(900)))).toEqual({ 1: 60 });
  });
});

describe("reports", () => {
  let sent: Record<string, number>[];
  let looks: number;
  let now: Look;
  let sees: boolean;
  let reports: FreezeReports;

  beforeEach(() => {
    vi.useFakeTimers();
    [sent, looks, now, sees] = [[], 0, look(frozen(0)), true];
    reports = new FreezeReports(
      () => sees,
      async () => {
        looks += 1;
        return now;
      },
      (seconds) => sent.push(seconds),
    );
  });

  afterEach(() => {
    reports.close();
    vi.useRealTimers();
  });

  const passes = () => vi.advanceTimersByTimeAsync(REPORT_EVERY_MS);

  test("go out when something stood still, and only then", async () => {
    await passes();
    await passes();
    expect(sent).toEqual([]);
    now = look(frozen(2));
    await passes();
    expect(sent).toEqual([{ 1: 2 }]);
  });

  test("nothing is looked at while there is nothing to see", async () => {
    sees = false;
    await passes();
    expect(looks).toBe(0);
  });

  test("end with their owner", async () => {
    reports.close();
    await passes();
    expect(looks).toBe(0);
  });
});
