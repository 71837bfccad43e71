/*
 * The receiving peer connection: slots (recvonly sections) that the server points at whoever is to be seen and heard.
 * People come and go without a new offer; only when there are more tracks than slots it grows.
 */
import { signal } from "@preact/signals-core";
import { type Negotiate, PeerLink, preferCodecs } from "./peer_link";
import { LOOK_EVERY_MS, lossesOf, RepairWait, soundWait } from "./repair_wait";
import { LISTEN_EVERY_MS, newestPacket, Silence } from "./silence";
import type { Slot, Slots, Source } from "./wire.gen";

export interface RemoteTrack extends Slot {
  /** The same object for as long as the slot lives, whoever it shows. */
  readonly stream: MediaStream;
}

type Kind = "audio" | "video";

interface Section {
  readonly transceiver: RTCRtpTransceiver;
  readonly stream: MediaStream;
}

/** Slots are added in steps, so that a class that walks in costs few offers. */
const STEP = 4;
/** The server's limit on the size of an offer allows about this many of each kind. */
const MOST_SLOTS = 24;

export class Receiver {
  readonly link: PeerLink;
  readonly tracks = signal<readonly RemoteTrack[]>([]);
  private slots: readonly Slot[] = [];
  private readonly sections: Record<Kind, Section[]> = { audio: [], video: [] };
  private readonly repairWaits = new Map<string, { readonly key: string; readonly wait: RepairWait }>();
  private readonly silence = new Silence();
  private readonly timers: ReturnType<typeof setInterval>[];

  constructor(negotiate: Negotiate, iceServers: RTCIceServer[] = []) {
    this.link = new PeerLink("receive", negotiate, undefined, iceServers);
    this.timers = [
      setInterval(() => void this.waitForRepairs(), LOOK_EVERY_MS),
      setInterval(() => this.listen(), LISTEN_EVERY_MS),
    ];
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.link.close();
  }

  /** The server says what the slots show, and how many it would fill. */
  async follow(slots: Slots): Promise<void> {
    this.slots = slots.slots;
    this.showTracks();
    const grownAudio = this.grow("audio", slots.want_audio);
    const grownVideo = this.grow("video", slots.want_video);
    if (!grownAudio && !grownVideo) return;
    await this.link.offer();
    // The new sections have their mids only now, and the server does not repeat what it said of them already.
    this.showTracks();
  }

  private listen(): void {
    const receivers = [...this.sections.audio, ...this.sections.video].map((it) => it.transceiver.receiver);
    if (this.silence.fell(newestPacket(receivers))) this.link.onDoubt();
  }

  private async waitForRepairs(): Promise<void> {
    if (this.link.health.value !== "up") return;
    const { byMid, roundTrip } = lossesOf(await this.link.peer.getStats());
    const waits = new Map<string, number | null>();
    for (const slot of this.slots.filter((it) => it.source === "camera" || it.source === "screen")) {
      const wait = this.waitOf(slot).next(byMid.get(slot.mid) ?? { nacks: 0, frozen: 0 }, roundTrip);
      waits.set(pictureOf(slot), wait);
      this.holdBack(slot, wait);
    }
    for (const slot of this.slots.filter((it) => it.source === "mic" || it.source === "screen_audio"))
      this.holdBack(slot, soundWait(waits.get(pictureOf(slot)) ?? null));
  }

  /** Begun anew with whoever a section shows next. */
  private waitOf(slot: Slot): RepairWait {
    const key = `${slot.mid} ${pictureOf(slot)}`;
    const known = this.repairWaits.get(slot.mid);
    if (known?.key === key) return known.wait;
    const wait = new RepairWait();
    this.repairWaits.set(slot.mid, { key, wait });
    return wait;
  }

  /** Not every browser has it; there the property means nothing. */
  private holdBack(slot: Slot, wait: number | null): void {
    const receiver = this.find(slot)?.transceiver.receiver;
    if (receiver !== undefined && receiver.jitterBufferTarget !== wait) receiver.jitterBufferTarget = wait;
  }

  private showTracks(): void {
    this.tracks.value = this.slots.flatMap((slot) => this.remoteTrack(slot));
  }

  private grow(kind: Kind, wanted: number): boolean {
    const sections = this.sections[kind];
    const target = Math.min(MOST_SLOTS, Math.ceil(wanted / STEP) * STEP);
    if (sections.length >= target) return false;
    while (sections.length < target) sections.push(this.addSection(kind));
    return true;
  }

  private addSection(kind: Kind): Section {
    const transceiver = this.link.peer.addTransceiver(kind, { direction: "recvonly" });
    preferCodecs(transceiver, "receive", kind);
    const stream = new MediaStream([transceiver.receiver.track]);
    return { transceiver, stream };
  }

  private remoteTrack(slot: Slot): RemoteTrack[] {
    const section = this.find(slot);
    return section === undefined ? [] : [{ ...slot, stream: section.stream }];
  }

  private find(slot: Slot): Section | undefined {
    const kind: Kind = slot.source === "mic" || slot.source === "screen_audio" ? "audio" : "video";
    return this.sections[kind].find((section) => section.transceiver.mid === slot.mid);
  }
}

/** Names what is seen and heard together: somebody's face and voice, or their screen and its sound. */
function pictureOf(slot: Slot): string {
  const isScreen = slot.source === "screen" || slot.source === "screen_audio";
  return `${slot.device} ${isScreen ? "screen" : "camera"}`;
}

/** What shows `source` of `member`, if anything does. */
export function trackOf(
  tracks: readonly RemoteTrack[],
  member: string,
  source: Source,
): RemoteTrack | undefined {
  return tracks.find((track) => track.member === member && track.source === source);
}
