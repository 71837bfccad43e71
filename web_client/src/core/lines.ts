/* How media reaches everybody in a room, for its staff (`server/http/lines.py`). Keeps nothing. */
import { callApi } from "./api";
import type { NetworkQuality, Source } from "./wire.gen";

export interface TrackLine {
  readonly outgoing: boolean;
  readonly source: Source;
  /** 0 the smallest; null for sound */
  readonly layer: number | null;
  /** Bits per second */
  readonly bitrate: number;
}

/** Null: not known. */
export interface DeviceLine {
  readonly member: string;
  readonly name: string;
  readonly device: string;
  /** Shares of the last two seconds */
  readonly loss_up: number | null;
  readonly loss_down: number | null;
  readonly rtt_ms: number | null;
  /** Bits per second that may be sent to it */
  readonly estimate: number | null;
  /** Seconds of the last minute */
  readonly frozen: number;
  readonly tracks: readonly TrackLine[];
}

/** The worst first. Rejects with SignedOut or ApiRefused. */
export const readLines = (room: string) =>
  callApi<DeviceLine[]>("GET", `/api/rooms/${encodeURIComponent(room)}/lines`);

/** The server's own steps (`media/quality.py`), of loss and of milliseconds. */
const STEPS: readonly (readonly [NetworkQuality, number, number])[] = [
  ["bad", 0.2, 2_000],
  ["poor", 0.1, 1_000],
  ["fair", 0.05, 500],
];
/** Seconds of a minute that a picture may stand still before anybody minds. */
const NOTABLE_FREEZE = 1;

export function verdictOf(line: DeviceLine): NetworkQuality | "good" {
  const loss = Math.max(line.loss_up ?? 0, line.loss_down ?? 0);
  const step = STEPS.find(([, share, trip]) => loss >= share || (line.rtt_ms ?? 0) >= trip);
  if (step !== undefined) return step[0];
  return line.frozen >= NOTABLE_FREEZE ? "fair" : "good";
}

export interface Way {
  readonly bitrate: number;
  readonly loss: number | null;
}

export function wayOf(line: DeviceLine, outgoing: boolean): Way {
  const tracks = line.tracks.filter((track) => track.outgoing === outgoing);
  return {
    bitrate: tracks.reduce((sum, track) => sum + track.bitrate, 0),
    loss: outgoing ? line.loss_up : line.loss_down,
  };
}

/** The sizes of pictures that it is sent, 1 the smallest, smallest first. */
export function sizesOf(line: DeviceLine): readonly number[] {
  return line.tracks
    .flatMap((track) => (track.outgoing || track.layer === null ? [] : [track.layer + 1]))
    .sort((one, other) => one - other);
}
