import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Receiver, trackOf } from "../../src/core/receiver";
import type { Slot, Slots } from "../../src/core/wire.gen";
import { answer, InMemoryPeer } from "../support/in_memory_peer";

let offers: number;
let receiver: Receiver;

beforeEach(() => {
  vi.useFakeTimers();
  InMemoryPeer.install();
  offers = 0;
  receiver = new Receiver(async () => {
    offers += 1;
    return answer(1);
  });
});

afterEach(() => {
  receiver.close();
  vi.useRealTimers();
});

function slots(want_audio: number, want_video: number, shown: Slot[] = []): Slots {
  return { t: "slots", room: "study", slots: shown, want_audio, want_video };
}

function mic(member: string, mid: string): Slot {
  return { mid, member, device: `${member}-device`, source: "mic" };
}

test("makes slots in steps, so that people who come one by one cost few offers", async () => {
  for (let people = 1; people <= 5; people++) await receiver.follow(slots(people, people));
  expect(offers).toBe(2);
  expect(InMemoryPeer.made[0]?.transceivers).toHaveLength(16);
});

test("never makes more slots than an offer may hold", async () => {
  await receiver.follow(slots(500, 500));
  expect(InMemoryPeer.made[0]?.transceivers).toHaveLength(48);
});

test("people who leave take no slots away", async () => {
  await receiver.follow(slots(8, 8));
  await receiver.follow(slots(1, 1));
  expect(offers).toBe(1);
});

test("shows in each slot whom the server says, on a stream that stays the same", async () => {
  await receiver.follow(slots(1, 0));
  await receiver.follow(slots(1, 0, [mic("ann", "0")]));
  const first = trackOf(receiver.tracks.value, "ann", "mic")?.stream;
  await receiver.follow(slots(1, 0, [mic("bob", "0")]));
  expect(trackOf(receiver.tracks.value, "ann", "mic")).toBeUndefined();
  expect(trackOf(receiver.tracks.value, "bob", "mic")?.stream).toBe(first);
});

test("slots that were announced before they had their mids are shown once they have", async () => {
  await receiver.follow(slots(1, 1, [mic("ann", "0")]));
  expect(trackOf(receiver.tracks.value, "ann", "mic")).toBeDefined();
});

test("a slot of which it knows nothing is passed over", async () => {
  await receiver.follow(slots(1, 0, [mic("ann", "99")]));
  expect(receiver.tracks.value).toEqual([]);
});

/** Looks once with nothing lost, and once after 20 packets of mid 4 had to be asked for. */
async function loseSome(frozen = 0): Promise<void> {
  const peer = InMemoryPeer.made[0];
  peer?.become("connected");
  peer?.report.set("path", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.1 });
  for (const nackCount of [0, 20]) {
    const totalFreezesDuration = nackCount === 0 ? 0 : frozen;
    peer?.report.set("video", { type: "inbound-rtp", mid: "4", nackCount, totalFreezesDuration });
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

function targets(): (number | null)[] {
  return (InMemoryPeer.made[0]?.transceivers ?? []).map((it) => it.receiver.jitterBufferTarget);
}

function person(member: string, micMid: string, cameraMid: string): Slot[] {
  return [mic(member, micMid), { ...mic(member, cameraMid), source: "camera" }];
}

test("while packets of a picture get lost, it and its sound are held back long enough, and nobody else's", async () => {
  await receiver.follow(slots(2, 2, [...person("ann", "0", "4"), ...person("bob", "1", "5")]));
  await loseSome();
  expect(targets()).toEqual([175, null, null, null, 300, null, null, null]);
});

test("a picture that freezes all the same is held back longer", async () => {
  await receiver.follow(slots(1, 1, person("ann", "0", "4")));
  await loseSome(0.4);
  expect(targets()).toEqual([275, null, null, null, 400, null, null, null]);
});

test("what was learned of one person is not held against the next in the same slot", async () => {
  await receiver.follow(slots(1, 1, person("ann", "0", "4")));
  await loseSome();
  await receiver.follow(slots(1, 1, person("bob", "0", "4")));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(targets()).toEqual(Array(8).fill(null));
});

test("a flow of packets that stops is doubted once, after half a second", async () => {
  await receiver.follow(slots(1, 0));
  const doubt = vi.fn();
  receiver.link.onDoubt = doubt;
  const heard = InMemoryPeer.made[0]?.transceivers[0]?.receiver;
  for (let packet = 1; packet <= 10 && heard; packet++) {
    heard.heardAt = packet;
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(doubt).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(500);
  expect(doubt).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(doubt).toHaveBeenCalledTimes(1);
});
