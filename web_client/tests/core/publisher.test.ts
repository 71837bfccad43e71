import { beforeEach, expect, test } from "vitest";
import { Publisher } from "../../src/core/publisher";
import { answer, InMemoryPeer, newTrack } from "../support/in_memory_peer";

let offers: Record<string, string>[];
let publisher: Publisher;

beforeEach(() => {
  InMemoryPeer.install();
  offers = [];
  publisher = new Publisher(
    async (_direction, _sdp, sources) => {
      offers.push(sources);
      return answer(1);
    },
    [{ urls: ["turn:relay.example.org"], username: "me", credential: "secret" }],
  );
});

function encodings(index: number): RTCRtpEncodingParameters[] {
  return InMemoryPeer.made[0]?.transceivers[index]?.sender.getParameters().encodings ?? [];
}

function active(index: number): boolean[] {
  return encodings(index).map((encoding) => encoding.active ?? true);
}

test("a camera is sent in three encodings, a microphone and a screen in one", async () => {
  await publisher.send({ mic: newTrack(), camera: newTrack(), screen: newTrack() });
  expect(offers).toEqual([{ 0: "mic", 1: "camera", 2: "screen" }]);
  expect(encodings(1).map((encoding) => encoding.rid)).toEqual(["l", "m", "h"]);
  expect([encodings(0).length, encodings(2).length]).toEqual([1, 1]);
});

test("encodings that nobody sees are switched off, and on again", async () => {
  await publisher.send({ camera: newTrack() });
  await publisher.want({ camera: 1 });
  expect(active(0)).toEqual([true, false, false]);
  await publisher.want({ camera: 0 });
  expect(active(0)).toEqual([false, false, false]);
  await publisher.want({ camera: 3 });
  expect(active(0)).toEqual([true, true, true]);
});

test("of two wishes at once the last one holds", async () => {
  await publisher.send({ camera: newTrack() });
  await Promise.all([publisher.want({ camera: 0 }), publisher.want({ camera: 3 })]);
  expect(active(0)).toEqual([true, true, true]);
});

test("what is wanted of a source holds for it when it is sent later, and says nothing of the others", async () => {
  await publisher.send({ camera: newTrack() });
  await publisher.want({ screen: 0 });
  await publisher.send({ camera: newTrack(), screen: newTrack() });
  expect(active(0)).toEqual([true, true, true]);
  expect(active(1)).toEqual([false]);
});

test("text on a screen stays sharp", async () => {
  const screen = newTrack();
  await publisher.send({ screen });
  expect(screen.contentHint).toBe("detail");
});

test("relays are named to the connection", () => {
  expect(InMemoryPeer.made[0]?.configuration.iceServers).toHaveLength(1);
});
