/*
 * What the browser counts of both media connections, as figures for people: the way it takes, and of each track how much
 * comes or goes, what gets lost and how long it stood still. Pure; whoever asks keeps `LineFigures` for as long as they look.
 */
import type { Source } from "./wire.gen";

export type Way = "udp" | "tcp" | "relay";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Per second */
  readonly frames: number;
}

/** Of one section of one connection, since that began. */
export interface Counts {
  readonly mid: string;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  /** Seconds */
  readonly frozen: number;
  readonly picture: Picture | null;
  /** Encodings that are being sent; 0: received */
  readonly layers: number;
  /** Of what is sent: the share that the server missed lately */
  readonly missed: number | null;
}

/** What one connection says of itself. */
export interface Counted {
  readonly way: Way | null;
  /** Milliseconds */
  readonly roundTrip: number | null;
  readonly sections: readonly Counts[];
}

/** A section, with whose it is now. */
export interface Track extends Counts {
  readonly outgoing: boolean;
  /** Null: one's own */
  readonly member: string | null;
  readonly source: Source;
}

export interface Look {
  /** Milliseconds of any clock that only goes forward */
  readonly at: number;
  readonly way: Way | null;
  readonly roundTrip: number | null;
  readonly tracks: readonly Track[];
}

export interface TrackFigures {
  readonly key: string;
  readonly outgoing: boolean;
  readonly member: string | null;
  readonly source: Source;
  /** Bits per second */
  readonly bitrate: number;
  /** Of 1 */
  readonly loss: number;
  /** Of 1; null for sound, and for what is sent */
  readonly frozen: number | null;
  readonly picture: Picture | null;
  readonly layers: number;
}

export interface Figures {
  readonly way: Way | null;
  readonly roundTrip: number | null;
  readonly tracks: readonly TrackFigures[];
}

/** Which half of one's own line is bad: what is sent, what is received, or the time that both take. */
export type Trouble = "up" | "down" | "late";

/** So many looks back does a figure reach: a single second says little. */
const LOOKS = 5;
/** Below this share nobody would call it a loss. */
const NOTABLE_LOSS = 0.02;

export class LineFigures {
  private readonly looks: Look[] = [];

  /** From the second look on there is something to say of each track that was there before. */
  next(look: Look): Figures {
    const before = this.looks[0];
    this.looks.push(look);
    if (this.looks.length > LOOKS) this.looks.shift();
    const tracks =
      before === undefined ? [] : look.tracks.flatMap((track) => figuresOf(track, before, look.at));
    return { way: look.way, roundTrip: look.roundTrip, tracks };
  }
}

export function troubleOf({ tracks }: Figures): Trouble {
  const worst = (outgoing: boolean) =>
    Math.max(0, ...tracks.filter((track) => track.outgoing === outgoing).map((track) => track.loss));
  const [up, down] = [worst(true), worst(false)];
  if (Math.max(up, down) < NOTABLE_LOSS) return "late";
  return up >= down ? "up" : "down";
}

function figuresOf(track: Track, before: Look, now: number): TrackFigures[] {
  const { outgoing, member, source, picture, layers } = track;
  const key = keyOf(track);
  const earlier = before.tracks.find((each) => keyOf(each) === key);
  const seconds = (now - before.at) / 1_000;
  if (earlier === undefined || seconds <= 0) return [];
  const lost = Math.max(0, track.lost - earlier.lost);
  const expected = track.packets - earlier.packets + lost;
  return [
    {
      key,
      outgoing,
      member,
      source,
      bitrate: Math.max(0, ((track.bytes - earlier.bytes) * 8) / seconds),
      loss: track.missed ?? (expected > 0 ? lost / expected : 0),
      frozen: picture === null || outgoing ? null : Math.min(1, (track.frozen - earlier.frozen) / seconds),
      picture,
      layers,
    },
  ];
}

/** A slot that shows somebody else is another track. */
function keyOf({ outgoing, mid, member, source }: Track): string {
  return `${outgoing ? "up" : "down"} ${mid} ${member ?? ""} ${source}`;
}

/** Reads what `getStats` of one connection gave. */
export function counted(report: RTCStatsReport): Counted {
  const entries: RTCStats[] = [];
  report.forEach((entry: RTCStats) => {
    entries.push(entry);
  });
  const pair = ofType<RTCIceCandidatePairStats>(entries, "candidate-pair").find(
    (each) => each.nominated && each.state === "succeeded",
  );
  const trip = pair?.currentRoundTripTime;
  return {
    way: wayOf(entries.find((entry) => entry.id === pair?.localCandidateId) as Candidate | undefined),
    roundTrip: trip === undefined ? null : trip * 1_000,
    sections: [...received(entries), ...sent(entries)],
  };
}

type Candidate = RTCStats & { readonly candidateType?: string; readonly protocol?: string };
type Inbound = RTCInboundRtpStreamStats & { readonly totalFreezesDuration?: number };
type Outbound = RTCOutboundRtpStreamStats & { readonly active?: boolean };
type Missed = RTCStats & { readonly localId?: string; readonly fractionLost?: number };

function ofType<Entry extends RTCStats>(entries: readonly RTCStats[], type: string): Entry[] {
  return entries.filter((entry) => entry.type === type) as Entry[];
}

function wayOf(candidate: Candidate | undefined): Way | null {
  if (candidate === undefined) return null;
  if (candidate.candidateType === "relay") return "relay";
  return candidate.protocol === "tcp" ? "tcp" : "udp";
}

function received(entries: readonly RTCStats[]): Counts[] {
  return ofType<Inbound>(entries, "inbound-rtp").flatMap((entry) =>
    entry.mid === undefined
      ? []
      : [
          {
            mid: entry.mid,
            bytes: entry.bytesReceived ?? 0,
            packets: entry.packetsReceived ?? 0,
            lost: entry.packetsLost ?? 0,
            frozen: entry.totalFreezesDuration ?? 0,
            picture: pictureOf(entry),
            layers: 0,
            missed: null,
          },
        ],
  );
}

/** All encodings of a section together, with the picture of the largest. */
function sent(entries: readonly RTCStats[]): Counts[] {
  const streams = ofType<Outbound>(entries, "outbound-rtp");
  const missed = ofType<Missed>(entries, "remote-inbound-rtp");
  return [...new Set(streams.flatMap(({ mid }) => mid ?? []))].map((mid) => {
    const own = streams.filter((stream) => stream.mid === mid);
    const sum = (value: (stream: Outbound) => number) => own.reduce((total, each) => total + value(each), 0);
    const losses = missed.flatMap((each) =>
      own.some((stream) => stream.id === each.localId) ? (each.fractionLost ?? []) : [],
    );
    const pictures = own.flatMap((stream) => (stream.active === false ? [] : (pictureOf(stream) ?? [])));
    return {
      mid,
      bytes: sum((stream) => stream.bytesSent ?? 0),
      packets: sum((stream) => stream.packetsSent ?? 0),
      lost: 0,
      frozen: 0,
      picture: pictures.sort((one, other) => other.height - one.height)[0] ?? null,
      layers: own.filter((stream) => stream.active ?? true).length,
      missed: losses.length > 0 ? Math.max(...losses) : null,
    };
  });
}

function pictureOf(entry: {
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
}): Picture | null {
  const { frameWidth, frameHeight, framesPerSecond } = entry;
  if (frameWidth === undefined || frameHeight === undefined) return null;
  return { width: frameWidth, height: frameHeight, frames: framesPerSecond ?? 0 };
}
