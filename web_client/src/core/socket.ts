/*
 * The one WebSocket: ticket, hello, live, lost, again. It answers requests by their `ref`, keeps the heartbeat and
 * obeys close codes blindly. It must never know what a room is: who enters what after a reconnect is `client.ts`.
 */
import { signal } from "@preact/signals-core";
import { retryDelay } from "./backoff";
import { decodeFrames, encodeRequest } from "./codec";
import type { AnyFrame, AnyRequest, Position, Welcome } from "./wire.gen";
import { afterClose, isRetryable, PROTOCOL_VERSION } from "./wire.gen";

export type SocketLike = Pick<WebSocket, "binaryType" | "onopen" | "onmessage" | "onclose" | "close"> & {
  send(data: Uint8Array<ArrayBuffer>): void;
};

export type ConnectionState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly lostAt: number }
  | { readonly phase: "waiting"; readonly attempt: number; readonly lostAt: number }
  | { readonly phase: "live"; readonly welcome: Welcome }
  | { readonly phase: "ended"; readonly reason: EndReason };

/** `signed_out`: no ticket for this browser any more. A number: the close code that said not to come back. */
export type EndReason = "left" | "signed_out" | number;

/** The server refused the request; `code` is of the table in `wire.gen.ts`. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    readonly retryMs: number | null = null,
  ) {
    super(`refused with ${code}`);
  }

  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

/** The socket went away before the answer came: the request may or may not have been done. */
export class Disconnected extends Error {}

/** Thrown by `takeTicket` when the browser has no session: connecting again cannot help. */
export class SignedOut extends Error {}

type Answered = Extract<AnyRequest, { ref: number }>;
type WithoutRef<T> = T extends unknown ? Omit<T, "ref"> : never;
export type Reply = Exclude<Extract<AnyFrame, { ref: number }>, { t: "error" }>;

export interface ConnectionPorts {
  readonly device: string;
  openSocket(): SocketLike;
  takeTicket(): Promise<string>;
  heads(): Record<string, Position>;
  onLive(welcome: Welcome): void;
  onFrame(frame: AnyFrame): void;
  random(): number;
  now(): number;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** Missing this many heartbeats of the server means that the line is dead. */
const SILENT_HEARTBEATS = 2;
/** A line is good again, and the backoff starts over, after this long. */
const STABLE_MS = 5_000;
/** How long ticket, upgrade and hello may take together. */
const CONNECT_MS = 10_000;
/** RFC 6455 section 7.4.1: closed without a close frame. */
const LINE_SILENT = 1006;
/** How long to wait for the answer to a ping that checks a line which may have been dead for long. */
const DOUBT_MS = 4_000;
/** And of one on which media were heard a moment ago: so many times what its last answer took, within limits. */
const QUICK_DOUBT_TRIPS = 4;
const QUICK_DOUBT_MS = { least: 150, most: 400 };

export class Connection {
  readonly state = signal<ConnectionState>({ phase: "idle" });
  private socket: SocketLike | null = null;
  private attempt = 0;
  private lostAt = 0;
  private lastRef = 0;
  private heardAt = 0;
  private pingedAt = 0;
  /** Milliseconds from the last ping to its answer. */
  private roundTrip = Number.POSITIVE_INFINITY;
  private readonly waiting = new Map<number, Waiting>();
  /** Counts connects and drops, so that a ticket which arrives late opens nothing. */
  private generation = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private stableTimer: ReturnType<typeof setTimeout> | undefined;
  private heartbeatTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ports: ConnectionPorts) {}

  get device(): string {
    return this.ports.device;
  }

  start(): void {
    if (this.state.value.phase !== "idle" && this.state.value.phase !== "ended") return;
    this.attempt = 0;
    this.lostAt = this.ports.now();
    void this.connect();
  }

  /** Say goodbye: the server frees our seats at once. */
  stop(reason: EndReason = "left"): void {
    this.dropSocket(1000);
    this.state.value = { phase: "ended", reason };
  }

  /** Connect anew although all is well, to come back with a fresh ticket (after a change of name). */
  restart(): void {
    this.dropSocket(1000);
    this.attempt = 0;
    this.lostAt = this.ports.now();
    void this.connect();
  }

  /** The network may be back, or somebody pressed the button: do not wait for the timer. */
  retryNow(): void {
    const { phase } = this.state.value;
    if (phase === "live") this.checkLine(DOUBT_MS);
    if (phase !== "waiting" && phase !== "connecting") return;
    this.dropSocket(1000);
    void this.connect();
  }

  /** Something else that goes the same way has just stopped: come back at once when this line is dead too. */
  doubt(): void {
    const { least, most } = QUICK_DOUBT_MS;
    const patience = Math.min(most, Math.max(least, QUICK_DOUBT_TRIPS * this.roundTrip));
    if (this.state.value.phase === "live") this.checkLine(patience);
  }

  /** Send and wait for the answer. Rejects with Refused or Disconnected. */
  request(request: WithoutRef<Answered>): Promise<Reply> {
    if (this.state.value.phase !== "live") return Promise.reject(new Disconnected());
    const ref = ++this.lastRef;
    return new Promise((resolve, reject) => {
      this.waiting.set(ref, { resolve, reject });
      this.transmit({ ...request, ref } as Answered);
    });
  }

  /** Send what needs no answer; dropped while there is no line. */
  send(
    request: Extract<
      AnyRequest,
      { t: "typing" | "cheer" | "mark_read" | "see_notices" | "watch_slots" | "pictures_froze" | "ping" }
    >,
  ): void {
    if (this.state.value.phase === "live") this.transmit(request);
  }

  private transmit(request: AnyRequest): void {
    this.socket?.send(encodeRequest(request));
  }

  private async connect(): Promise<void> {
    clearTimeout(this.retryTimer);
    this.attempt += 1;
    const generation = ++this.generation;
    this.state.value = { phase: "connecting", attempt: this.attempt, lostAt: this.lostAt };
    this.retryTimer = setTimeout(() => this.lost(LINE_SILENT), CONNECT_MS);
    let ticket: string;
    try {
      ticket = await this.ports.takeTicket();
    } catch (error) {
      if (this.generation !== generation) return;
      if (error instanceof SignedOut) this.stop("signed_out");
      else this.lost(LINE_SILENT);
      return;
    }
    if (this.generation === generation) this.openSocket(ticket);
  }

  private openSocket(ticket: string): void {
    const socket = this.ports.openSocket();
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () =>
      this.transmit({ t: "hello", version: PROTOCOL_VERSION, ticket, device: this.ports.device });
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = (event) => this.closed(event.code);
  }

  private receive(data: unknown): void {
    this.heardAt = this.ports.now();
    let frames: AnyFrame[];
    try {
      frames = decodeFrames(data as ArrayBuffer);
    } catch {
      this.lost(LINE_SILENT);
      return;
    }
    for (const frame of frames) this.dispatch(frame);
  }

  private dispatch(frame: AnyFrame): void {
    if (frame.t === "welcome") this.goLive(frame);
    if (frame.t === "pong") this.roundTrip = this.ports.now() - this.pingedAt;
    if ("ref" in frame) this.answer(frame);
    this.ports.onFrame(frame);
  }

  private answer(frame: Extract<AnyFrame, { ref: number }>): void {
    const waiting = this.waiting.get(frame.ref);
    this.waiting.delete(frame.ref);
    if (frame.t === "error") waiting?.reject(new Refused(frame.code, frame.retry_ms));
    else waiting?.resolve(frame);
  }

  private goLive(welcome: Welcome): void {
    clearTimeout(this.retryTimer);
    this.state.value = { phase: "live", welcome };
    this.stableTimer = setTimeout(() => {
      this.attempt = 0;
    }, STABLE_MS);
    const period = welcome.heartbeat * 1000;
    this.heartbeatTimer = setInterval(() => this.beat(period), period);
    this.ports.onLive(welcome);
  }

  private beat(period: number): void {
    if (this.ports.now() - this.heardAt > period * SILENT_HEARTBEATS) this.lost(LINE_SILENT);
    else this.ping();
  }

  private ping(): void {
    this.pingedAt = this.ports.now();
    this.send({ t: "ping", heads: this.ports.heads() });
  }

  private checkLine(patience: number): void {
    const asked = this.ports.now();
    const socket = this.socket;
    this.ping();
    setTimeout(() => {
      if (this.socket !== socket || this.heardAt >= asked) return;
      this.lost(LINE_SILENT);
      this.retryNow();
    }, patience);
  }

  /** Give the socket up without waiting for its close event, which may take minutes on a dead line. */
  private lost(code: number): void {
    this.dropSocket(1000);
    this.closed(code);
  }

  private closed(code: number): void {
    const wasLive = this.state.value.phase === "live";
    this.dropSocket(1000);
    if (wasLive) this.lostAt = this.ports.now();
    if (afterClose(code) === "stay_away") this.state.value = { phase: "ended", reason: code };
    else this.waitToRetry();
  }

  private waitToRetry(): void {
    this.state.value = { phase: "waiting", attempt: this.attempt, lostAt: this.lostAt };
    const delay = retryDelay(this.attempt + 1, this.ports.random());
    this.retryTimer = setTimeout(() => void this.connect(), delay);
  }

  private dropSocket(code: number): void {
    this.generation += 1;
    clearTimeout(this.retryTimer);
    clearTimeout(this.stableTimer);
    clearInterval(this.heartbeatTimer);
    const socket = this.socket;
    this.socket = null;
    if (socket !== null) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(code);
    }
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const request of waiting) request.reject(new Disconnected());
  }
}
