import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Negotiate, PeerLink } from "../../src/core/peer_link";
import { Disconnected, Refused } from "../../src/core/socket";
import { ErrorCode } from "../../src/core/wire.gen";
import { answer, InMemoryPeer } from "../support/in_memory_peer";

let offers: string[];
let reply: Negotiate;
let link: PeerLink;

beforeEach(() => {
  vi.useFakeTimers();
  InMemoryPeer.install();
  offers = [];
  reply = async () => answer(1);
  link = new PeerLink("receive", (direction, sdp, sources) => {
    offers.push(sdp);
    return reply(direction, sdp, sources);
  });
});

afterEach(() => vi.useRealTimers());

function peer(): InMemoryPeer {
  const made = InMemoryPeer.made.at(-1);
  if (made === undefined) throw new Error("no peer");
  return made;
}

test("an offer is answered, and the connection comes up", async () => {
  await link.offer();
  expect(peer().remote).toBe(answer(1));
  peer().become("connected");
  expect(link.health.value).toBe("up");
});

test("offers do not overlap, and what was wished meanwhile is offered after", async () => {
  let finish: (sdp: string) => void = () => undefined;
  reply = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const first = link.offer();
  await vi.advanceTimersByTimeAsync(0);
  link.peer.addTransceiver("audio");
  void link.offer();
  void link.offer();
  expect(offers).toEqual(["offer of 0"]);
  reply = async () => answer(1);
  finish(answer(1));
  await first;
  expect(offers).toEqual(["offer of 0", "offer of 1"]);
});

test("an answer about another connection means that the server forgot this one", async () => {
  await link.offer();
  reply = async () => answer(2);
  await link.offer();
  expect(link.health.value).toBe("broken");
});

test("a path that stays lost gets an ICE restart in a new offer", async () => {
  await link.offer();
  peer().become("connected");
  peer().become("disconnected");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(offers).toHaveLength(2);
  expect(link.health.value).toBe("up");
});

async function restart(bytesAfter: number): Promise<void> {
  await link.offer();
  peer().become("connected");
  peer().report.set("transport", { type: "transport", bytesReceived: 1_000 });
  link.restart();
  await vi.advanceTimersByTimeAsync(500);
  peer().report.set("transport", { type: "transport", bytesReceived: bytesAfter });
  await vi.advanceTimersByTimeAsync(1_000);
}

test("an ICE restart by which nothing comes makes the connection one of no use", async () => {
  await restart(1_000);
  expect(link.health.value).toBe("broken");
});

test("an ICE restart by which something comes is enough", async () => {
  await restart(1_200);
  expect(link.health.value).toBe("up");
});

test("a path that comes back by itself is left alone", async () => {
  await link.offer();
  peer().become("disconnected");
  peer().become("connected");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(offers).toHaveLength(1);
});

test("a connection that failed is of no use", async () => {
  await link.offer();
  peer().become("failed");
  expect(link.health.value).toBe("broken");
});

test("a media server that is away is asked again when it says", async () => {
  reply = () => Promise.reject(new Refused(ErrorCode.MEDIA_UNAVAILABLE, 800));
  await link.offer();
  reply = async () => answer(1);
  await vi.advanceTimersByTimeAsync(800);
  expect(offers).toHaveLength(2);
  expect(peer().remote).toBe(answer(1));
});

test("a refusal that cannot change breaks it", async () => {
  reply = () => Promise.reject(new Refused(ErrorCode.BAD_SDP));
  await link.offer();
  expect(link.health.value).toBe("broken");
});

test("without a line to the server it waits to be told to offer again", async () => {
  reply = () => Promise.reject(new Disconnected());
  await link.offer();
  expect(link.health.value).toBe("connecting");
  reply = async () => answer(1);
  await link.offer();
  expect(peer().remote).toBe(answer(1));
});

test("an answer that comes after the end is not taken", async () => {
  reply = async () => {
    link.close();
    return answer(1);
  };
  await link.offer();
  expect(peer().remote).toBeNull();
  expect(link.health.value).toBe("closed");
});
