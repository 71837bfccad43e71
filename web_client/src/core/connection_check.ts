/*
 * Tries the ways to the media server, one after the other, and says which works: UDP, TCP, a relay. Each try is a peer
 * connection of its own that carries nothing; of the server's answer it is given only the candidates of its way.
 */
import { signal } from "@preact/signals-core";
import { callApi } from "./api";
import type { DeviceProblem } from "./devices";
import { preferCodecs } from "./peer_link";
import type { IceServer } from "./wire.gen";

export type Way = "server" | "udp" | "tcp" | "relay";
export type Device = "mic" | "camera";
export type Step = Way | Device;
/** `none`: there is no such way or device to try. */
export type Outcome = "waiting" | "trying" | "works" | "fails" | "none";
export type Results = Readonly<Record<Step, Outcome>>;

export const STEPS: readonly Step[] = ["server", "udp", "tcp", "relay", "mic", "camera"];

const UNTRIED: Results = {
  server: "waiting",
  udp: "waiting",
  tcp: "waiting",
  relay: "waiting",
  mic: "waiting",
  camera: "waiting",
};
/** Longer than any handshake over a bad line. */
const PATIENCE_MS = 8_000;

interface Ways {
  readonly ice_servers: readonly IceServer[];
}

/** What the outside does for a check: `ports` in the page, anything in a test. */
export interface CheckPorts {
  ways(): Promise<Ways>;
  answer(sdp: string): Promise<string>;
  /** What stands in the way of a device; null when nothing does. */
  open(device: Device): Promise<DeviceProblem | null>;
}

export const HTTP_PORTS: Omit<CheckPorts, "open"> = {
  ways: () => callApi<Ways>("GET", "/api/connection-check"),
  answer: async (sdp) => (await callApi<{ sdp: string }>("POST", "/api/connection-check", { sdp })).sdp,
};

export class ConnectionCheck {
  readonly results = signal<Results>(UNTRIED);
  readonly running = signal(false);

  constructor(private readonly ports: CheckPorts) {}

  /** Try everything. Never rejects. */
  async run(): Promise<void> {
    if (this.running.value) return;
    this.running.value = true;
    this.results.value = UNTRIED;
    const ways = await this.attempt("server", () => this.ports.ways());
    if (ways === null) for (const way of ["udp", "tcp", "relay"] as const) this.say(way, "fails");
    else await this.tryWays(ways);
    for (const device of ["mic", "camera"] as const) await this.tryDevice(device);
    this.running.value = false;
  }

  private async tryWays({ ice_servers }: Ways): Promise<void> {
    await this.attempt("udp", () => this.connect([], (line) => !isTcp(line)));
    await this.attempt("tcp", () => this.connect([], (line) => !isUdp(line)));
    if (ice_servers.length === 0) this.say("relay", "none");
    else await this.attempt("relay", () => this.connect(ice_servers, () => true));
  }

  private async tryDevice(device: Device): Promise<void> {
    this.say(device, "trying");
    const problem = await this.ports.open(device);
    this.say(device, problem === null ? "works" : problem === "missing" ? "none" : "fails");
  }

  /** What `action` gives, or null; its step is told either way. */
  private async attempt<Result>(step: Way, action: () => Promise<Result>): Promise<Result | null> {
    this.say(step, "trying");
    try {
      const result = await action();
      this.say(step, "works");
      return result;
    } catch {
      this.say(step, "fails");
      return null;
    }
  }

  private say(step: Step, outcome: Outcome): void {
    this.results.value = { ...this.results.value, [step]: outcome };
  }

  /** Rejects when no connection comes about. Through relays only, where some are given. */
  private async connect(relays: readonly IceServer[], keep: (line: string) => boolean): Promise<void> {
    const peer = new RTCPeerConnection({
      iceServers: relays.map((server) => ({ ...server, urls: [...server.urls] })),
      iceTransportPolicy: relays.length > 0 ? "relay" : "all",
      bundlePolicy: "max-bundle",
    });
    try {
      const transceiver = peer.addTransceiver("audio", { direction: "recvonly" });
      preferCodecs(transceiver, "receive", "audio");
      await peer.setLocalDescription(await peer.createOffer());
      const answer = await this.ports.answer(peer.localDescription?.sdp ?? "");
      await peer.setRemoteDescription({ type: "answer", sdp: only(answer, keep) });
      await connected(peer);
    } finally {
      peer.close();
    }
  }
}

function isUdp(line: string): boolean {
  return /^a=candidate:\S+ \d+ udp /i.test(line);
}

function isTcp(line: string): boolean {
  return /^a=candidate:\S+ \d+ tcp /i.test(line);
}

/** The lines that `keep` holds; rejects an answer that names no candidate then. */
function only(sdp: string, keep: (line: string) => boolean): string {
  const lines = sdp.split("\r\n").filter(keep);
  if (!lines.some((line) => line.startsWith("a=candidate:"))) throw new Error("no such candidate");
  return lines.join("\r\n");
}

function connected(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no connection in time")), PATIENCE_MS);
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") resolve();
      else if (peer.connectionState === "failed") reject(new Error("no connection"));
      else return;
      clearTimeout(timer);
    };
  });
}
