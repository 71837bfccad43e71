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

test("while packets get lost, pictures are held back long enough to have them sent again", async () => {
  await receiver.follow(slots(1, 1));
  const peer = InMemoryPeer.made[0];
  peer?.become("connected");
  peer?.report.set("path", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.1 });
  for (const nackCount of [0, 20]) {
    peer?.report.set("video", { type: "inbound-rtp", nackCount });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const targets = peer?.transceivers.map((it) => it.receiver.jitterBufferTarget);
  expect(targets).toEqual([175, 175, 175, 175, 300, 300, 300, 300]);
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
