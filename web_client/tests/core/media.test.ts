import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Capture } from "../../src/core/capture";
import { Media } from "../../src/core/media";
import { RoomSession } from "../../src/core/room_session";
import type { AnyFrame, Slots } from "../../src/core/wire.gen";
import { answer, InMemoryPeer, newTrack } from "../support/in_memory_peer";
import type { InMemorySocket } from "../support/in_memory_socket";
import { TestServer } from "../support/server";

const flush = () => vi.advanceTimersByTimeAsync(0);
const SLOTS: Slots = {
  t: "slots",
  room: "study",
  slots: [{ mid: "0", member: "ann", device: "ann-device", source: "mic" }],
  want_audio: 1,
  want_video: 1,
};

let server: TestServer;
let room: RoomSession;
let capture: Capture;
let media: Media;
let current: Signal<RoomSession>;

beforeEach(async () => {
  vi.useFakeTimers();
  InMemoryPeer.install();
  server = new TestServer({
    onLive: () => void room.enter(),
    onFrame: (frame: AnyFrame) => room.receive(frame),
  });
  room = new RoomSession(server.connection, "study", () => "me");
  capture = new Capture();
  current = signal(room);
  media = new Media(current, capture);
  server.connection.start();
  await enter();
});

afterEach(() => {
  media.close();
  server.connection.stop();
  vi.useRealTimers();
});

async function enter(): Promise<InMemorySocket> {
  const socket = await server.welcome(flush);
  socket.deliver({ t: "entered", ref: socket.last("enter_room").ref, room: "study", resumed: true });
  await flush();
  return socket;
}

/** Answer every offer that waits, about the server's connection number `session`. */
async function answerOffers(session: number): Promise<void> {
  for (const request of [...server.socket.received])
    if (request.t === "media_offer")
      server.socket.deliver({ t: "media_answer", ref: request.ref, sdp: answer(session) });
  await flush();
}

function directions(): string[] {
  return server.socket.received.flatMap((request) =>
    request.t === "media_offer" ? [request.direction] : [],
  );
}

function open(): InMemoryPeer[] {
  return InMemoryPeer.made.filter((peer) => !peer.closed);
}

test("nothing to send and nobody to see needs no connection", () => {
  expect(InMemoryPeer.made).toHaveLength(0);
  expect(media.health.value).toBe("off");
});

test("the first microphone makes the sending connection, and is announced", async () => {
  capture.mic.value = newTrack();
  capture.micOn.value = true;
  await flush();
  const offer = server.socket.last("media_offer");
  expect(offer).toMatchObject({ direction: "publish", sources: { 0: "mic" } });
  expect(server.socket.last("command").command).toMatchObject({ t: "announce_media", mic: true });
});

test("a camera that goes off and on again needs no new offer", async () => {
  capture.camera.value = newTrack();
  await flush();
  await answerOffers(1);
  capture.camera.value = null;
  await flush();
  capture.camera.value = newTrack();
  await flush();
  expect(directions()).toEqual(["publish"]);
  expect(open()[0]?.transceivers[0]?.sender.track).toBe(capture.camera.value);
});

test("somebody to hear makes the receiving connection, and their sound is found", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  expect(directions()).toEqual(["receive"]);
  expect(media.tracks.value.map((track) => track.member)).toEqual(["ann"]);
});

test("both connections are made anew when the media server lost them", async () => {
  capture.mic.value = newTrack();
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  for (const peer of open()) peer.become("connected");
  expect(media.health.value).toBe("up");
  server.socket.deliver({ t: "media_lost", room: "study" });
  await flush();
  expect(media.health.value).toBe("restoring");
  expect(open()).toHaveLength(2);
  expect(InMemoryPeer.made).toHaveLength(4);
});

test("after a reconnect to a server that knows us, the connections stay", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  server.socket.end(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  await enter();
  await answerOffers(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(InMemoryPeer.made).toHaveLength(1);
});

test("after a reconnect new paths are looked for, because the old ones may be dead", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  server.socket.end(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  await enter();
  expect(open()[0]?.restarts).toBe(1);
});

test("media that fall silent make sure of the line", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  open()[0]?.become("disconnected");
  expect(server.socket.last("ping").t).toBe("ping");
});

test("after a reconnect to a server that does not, they are made anew, and tracks are found at once", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  await answerOffers(1);
  server.socket.end(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  await enter();
  await answerOffers(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(open()).toHaveLength(1);
  expect(InMemoryPeer.made).toHaveLength(2);
  await answerOffers(3);
  expect(media.tracks.value.map((track) => track.member)).toEqual(["ann"]);
});

test("connections that break again and again are told, and tried ever more slowly", async () => {
  server.socket.deliver(SLOTS);
  await flush();
  for (let broken = 0; broken < 3; broken++) {
    open()[0]?.become("failed");
    await vi.advanceTimersByTimeAsync(3_000);
  }
  expect(media.health.value).toBe("failing");
  expect(open()).toHaveLength(1);
});

test("in another room the same media are announced, and no connection is made anew", async () => {
  capture.mic.value = newTrack();
  capture.micOn.value = true;
  await flush();
  await answerOffers(1);
  const offers = directions().length;
  const next = new RoomSession(server.connection, "study--1", () => "me");
  const moved = next.arriveFrom("study");
  server.socket.deliver({
    t: "entered",
    ref: server.socket.last("move_room").ref,
    room: "study--1",
    resumed: false,
  });
  await moved;
  current.value = next;
  await flush();
  expect(server.socket.last("command")).toMatchObject({
    room: "study--1",
    command: { t: "announce_media", mic: true },
  });
  expect(directions()).toHaveLength(offers);
  expect(InMemoryPeer.made).toHaveLength(1);
});
