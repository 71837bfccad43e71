import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CheckPorts, ConnectionCheck } from "../../src/core/connection_check";
import type { IceServer } from "../../src/core/wire.gen";
import { InMemoryPeer } from "../support/in_memory_peer";

const RELAY: IceServer = { urls: ["turn:relay.example.org"], username: "me", credential: "secret" };
const ANSWER = [
  "v=0",
  "a=candidate:1 1 udp 99 192.0.2.1 7882 typ host",
  "a=candidate:2 1 tcp 9 192.0.2.1 7882 typ host tcptype passive",
  "",
].join("\r\n");

let ports: CheckPorts;
let check: ConnectionCheck;

beforeEach(() => {
  vi.useFakeTimers();
  InMemoryPeer.install();
  ports = {
    ways: async () => ({ ice_servers: [] }),
    answer: async () => ANSWER,
    open: async () => null,
  };
  check = new ConnectionCheck({
    ways: () => ports.ways(),
    answer: (sdp) => ports.answer(sdp),
    open: (device) => ports.open(device),
  });
});

afterEach(() => vi.useRealTimers());

/** Let the peer that is tried now end in `state`; returns the candidates that it was given. */
async function settle(state: RTCPeerConnectionState): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(0);
  const peer = InMemoryPeer.made.at(-1);
  peer?.become(state);
  await vi.advanceTimersByTimeAsync(0);
  return (peer?.remote ?? "").split("\r\n").filter((line) => line.startsWith("a=candidate"));
}

test("each way is tried with its own candidates only, and everything works", async () => {
  const done = check.run();
  expect(await settle("connected")).toEqual([expect.stringContaining(" udp ")]);
  expect(await settle("connected")).toEqual([expect.stringContaining(" tcp ")]);
  await done;
  expect(check.results.value).toEqual({
    server: "works",
    udp: "works",
    tcp: "works",
    relay: "none",
    mic: "works",
    camera: "works",
  });
  expect(InMemoryPeer.made.every((peer) => peer.closed)).toBe(true);
});

test("a way that is blocked fails, at once or after some patience, and the others are still tried", async () => {
  const done = check.run();
  await settle("failed");
  expect(check.results.value).toMatchObject({ udp: "fails", tcp: "trying" });
  await vi.advanceTimersByTimeAsync(8_000);
  await done;
  expect(check.results.value).toMatchObject({ server: "works", udp: "fails", tcp: "fails" });
});

test("relays are tried alone where there are some", async () => {
  ports.ways = async () => ({ ice_servers: [RELAY] });
  const done = check.run();
  for (let way = 0; way < 3; way++) await settle("connected");
  await done;
  expect(InMemoryPeer.made[2]?.configuration).toMatchObject({
    iceTransportPolicy: "relay",
    iceServers: [{ urls: ["turn:relay.example.org"] }],
  });
  expect(check.results.value.relay).toBe("works");
});

test("a server that has no port for a way cannot be reached by it", async () => {
  ports.answer = async () => ANSWER.split("\r\n").slice(0, 2).join("\r\n");
  const done = check.run();
  await settle("connected");
  await done;
  expect(check.results.value).toMatchObject({ udp: "works", tcp: "fails" });
});

test("without the server no way is tried, but the devices are", async () => {
  ports.ways = () => Promise.reject(new Error("unreachable"));
  ports.open = async (device) => (device === "mic" ? "missing" : "denied");
  await check.run();
  expect(InMemoryPeer.made).toHaveLength(0);
  expect(check.results.value).toEqual({
    server: "fails",
    udp: "fails",
    tcp: "fails",
    relay: "fails",
    mic: "none",
    camera: "fails",
  });
  expect(check.running.value).toBe(false);
});
