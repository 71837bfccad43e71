import { computed, type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Capture } from "../../src/core/capture";
import type { Client } from "../../src/core/client";
import { readJoined } from "../../src/core/preferences";
import { RoomSession } from "../../src/core/room_session";
import { ServerClock } from "../../src/core/server_clock";
import { Visit } from "../../src/core/visit";
import type { AnyEvent, RoomView } from "../../src/core/wire.gen";
import { InMemoryPeer, newTrack } from "../support/in_memory_peer";
import { TestServer } from "../support/server";
import { installSilentAudio } from "../support/silent_audio";
import { member, view } from "../support/views";

const flush = () => vi.advanceTimersByTimeAsync(0);
const QA = view({ kind: "qa", everyone_publishes: false, members: [member("me")] });
const SPEAKER = { member: "me", since: 1, sources: ["mic", "camera"] as const, until: null, question: null };
const ON_STAGE: RoomView = { ...QA, stage: { ...QA.stage, speakers: [SPEAKER] } };

let server: TestServer;
let room: Signal<RoomSession>;
let capture: Capture;
let visit: Visit;
let seq: number;

beforeEach(() => {
  vi.useFakeTimers();
  InMemoryPeer.install();
  installSilentAudio();
  sessionStorage.clear();
  seq = 10;
  server = new TestServer({
    onLive: () => void room.value.enter(),
    onFrame: (frame) => room.value.receive(frame),
  });
  room = signal(new RoomSession(server.connection, "qa", () => "me"));
  capture = new Capture();
});

afterEach(() => {
  visit.close();
  server.connection.stop();
  vi.useRealTimers();
});

/** As much of the page's client as a visit uses; moving is answered at once. */
function client(): Client {
  const moveRoom = async (id: string) => {
    room.value = new RoomSession(server.connection, id, () => "me");
    return room.value;
  };
  const { connection } = server;
  const part = {
    connection,
    room,
    moveRoom,
    member: signal("me"),
    session: signal(null),
    clock: new ServerClock(() => performance.now()),
    enterRoom: () => room.value,
    iceServers: () => [],
    leaveRoom: () => room.value.leave(),
  };
  return part as unknown as Client;
}

async function enter(seen: RoomView): Promise<void> {
  visit = new Visit(client(), "qa", capture);
  server.connection.start();
  const socket = await server.welcome(flush);
  socket.deliver(
    { t: "entered", ref: socket.last("enter_room").ref, room: "qa", resumed: false },
    { t: "snapshot", room: "qa", epoch: 1, seq, view: seen },
  );
  await flush();
}

async function happens(event: AnyEvent): Promise<void> {
  seq += 1;
  server.socket.deliver({ t: "event", room: "qa", epoch: 1, seq, event });
  await flush();
}

function record(): void {
  capture.mic.value = newTrack();
  capture.micOn.value = capture.mic.value !== null;
  capture.camera.value = newTrack();
}

function recorded(): boolean[] {
  return [capture.mic.value !== null, capture.micOn.value, capture.camera.value !== null];
}

describe("what is recorded", () => {
  test("on stage goes on until one is sent back, and then the devices are closed", async () => {
    await enter(ON_STAGE);
    record();
    expect(recorded()).toEqual([true, true, true]);
    await happens({ t: "demoted", at: 2, member: "me", by: "tess", why: "staff" });
    expect(recorded()).toEqual([false, false, false]);
  });

  test("is bounded by a mute of the voice, which leaves the camera", async () => {
    await enter(ON_STAGE);
    record();
    await happens({
      t: "member_muted",
      at: 2,
      member: "me",
      scopes: ["voice"],
      by: "tess",
      reason: "",
      until: null,
      rule: null,
      inherited: false,
    });
    expect(recorded()).toEqual([false, false, true]);
  });

  test("does not begin in the audience, even if a device opens late", async () => {
    await enter(QA);
    record();
    expect(recorded()).toEqual([false, false, false]);
  });

  test("is left alone while the room is not known yet", () => {
    visit = new Visit(client(), "qa", capture);
    record();
    expect(recorded()).toEqual([true, true, true]);
  });
});

test("moving keeps the devices, and a reload comes back to the room one is in", async () => {
  await enter(ON_STAGE);
  record();
  const seen = computed(() => visit.room);
  await visit.move("qa--1");
  expect(seen.value).toBe("qa--1");
  expect(recorded()).toEqual([true, true, true]);
  expect(readJoined("qa")).toBeNull();
  expect(readJoined("qa--1")).toEqual({ mic: true, camera: true });
});
