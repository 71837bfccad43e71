import { describe, expect, test } from "vitest";
import { counted, LineFigures, type Look, type Track, troubleOf } from "../../src/core/line_figures";

function report(...entries: object[]): RTCStatsReport {
  return new Map(entries.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;
}

const HEARD: Track = {
  mid: "0",
  bytes: 0,
  packets: 0,
  lost: 0,
  frozen: 0,
  picture: null,
  layers: 0,
  missed: null,
  outgoing: false,
  member: "ann",
  source: "mic",
};
const SEEN: Track = {
  ...HEARD,
  mid: "1",
  source: "camera",
  picture: { width: 640, height: 360, frames: 25 },
};
const SENT: Track = { ...HEARD, mid: "0", outgoing: true, member: null, layers: 1 };

function look(seconds: number, ...tracks: Track[]): Look {
  return { at: seconds * 1_000, way: "udp", roundTrip: 40, tracks };
}

describe("what a connection counts", () => {
  test.each([
    [{ candidateType: "host", protocol: "udp" }, "udp"],
    [{ candidateType: "prflx", protocol: "tcp" }, "tcp"],
    [{ candidateType: "relay", protocol: "udp" }, "relay"],
  ])("names the way it takes: %o", (candidate, way) => {
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "me" };
    const other = { ...pair, nominated: false, localCandidateId: "other", currentRoundTripTime: 3 };
    const found = counted(
      report(
        other,
        { ...pair, currentRoundTripTime: 0.08 },
        { id: "me", type: "local-candidate", ...candidate },
      ),
    );
    expect(found).toEqual({ way, roundTrip: 80, sections: [] });
  });

  test("is nothing before there is a way", () => {
    expect(counted(report())).toEqual({ way: null, roundTrip: null, sections: [] });
  });

  test("is, of what comes, each section", () => {
    const inbound = { type: "inbound-rtp", mid: "3", bytesReceived: 9, packetsReceived: 7, packetsLost: 2 };
    const picture = { frameWidth: 320, frameHeight: 180, framesPerSecond: 12, totalFreezesDuration: 1.5 };
    const { sections } = counted(report({ ...inbound, ...picture }, { type: "inbound-rtp" }));
    expect(sections).toEqual([
      {
        ...{ mid: "3", bytes: 9, packets: 7, lost: 2, frozen: 1.5, layers: 0, missed: null },
        picture: { width: 320, height: 180, frames: 12 },
      },
    ]);
  });

  test("is, of what goes, all encodings of a section together, and what the server misses of them", () => {
    const layer = (id: string, height: number, active: boolean) => ({
      ...{ id, type: "outbound-rtp", mid: "1", bytesSent: 100, packetsSent: 2, active },
      ...{ frameWidth: height * 2, frameHeight: height, framesPerSecond: 25 },
    });
    const misses = (localId: string, fractionLost: number) => ({
      type: "remote-inbound-rtp",
      localId,
      fractionLost,
    });
    const { sections } = counted(
      report(
        layer("l", 180, true),
        layer("m", 360, true),
        layer("h", 720, false),
        misses("l", 0.1),
        misses("m", 0.3),
      ),
    );
    expect(sections).toEqual([
      {
        ...{ mid: "1", bytes: 300, packets: 6, lost: 0, frozen: 0, layers: 2, missed: 0.3 },
        picture: { width: 720, height: 360, frames: 25 },
      },
    ]);
  });
});

describe("figures", () => {
  test("take two looks, and are about the time between them", () => {
    const figures = new LineFigures();
    expect(figures.next(look(1, SEEN)).tracks).toEqual([]);
    const later = { ...SEEN, bytes: 50_000, packets: 90, lost: 10, frozen: 0.5 };
    const [track] = figures.next(look(3, later)).tracks;
    expect(track).toMatchObject({
      bitrate: 200_000,
      loss: 0.1,
      frozen: 0.25,
      member: "ann",
      source: "camera",
    });
  });

  test("of sound and of what is sent say nothing of freezing", () => {
    const figures = new LineFigures();
    figures.next(look(1, HEARD, SENT));
    expect(figures.next(look(2, HEARD, SENT)).tracks.map((track) => track.frozen)).toEqual([null, null]);
  });

  test("begin anew where a slot shows somebody else", () => {
    const figures = new LineFigures();
    figures.next(look(1, HEARD));
    expect(figures.next(look(2, { ...HEARD, member: "bob", packets: 900 })).tracks).toEqual([]);
  });

  test("forget what was long ago", () => {
    const figures = new LineFigures();
    figures.next(look(0, HEARD));
    const after = { ...HEARD, packets: 50, lost: 50 };
    for (let second = 1; second <= 5; second++) figures.next(look(second, after));
    expect(figures.next(look(6, after)).tracks[0]?.loss).toBe(0);
  });
});

test("trouble is where more gets lost, and else in the time it takes", () => {
  const trouble = (up: number, down: number) => {
    const figures = new LineFigures();
    figures.next(look(1, HEARD, SENT));
    const lost = Math.round(down * 100);
    return troubleOf(figures.next(look(2, { ...HEARD, packets: 100 - lost, lost }, { ...SENT, missed: up })));
  };
  expect(trouble(0.2, 0.05)).toBe("up");
  expect(trouble(0, 0.1)).toBe("down");
  expect(trouble(0.01, 0.01)).toBe("late");
});
