/*
 * Media of the room one is in: sends what `capture` records, receives what the server's slots show, and makes both peer
 * connections anew whenever they are lost. It decides nothing about people; who may publish is the room's business.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import { retryDelay } from "./backoff";
import type { Capture } from "./capture";
import { FreezeReports } from "./freezes";
import { type Counts, counted, type Look, type Track } from "./line_figures";
import type { Negotiate } from "./peer_link";
import { type LocalTracks, Publisher } from "./publisher";
import { Receiver, type RemoteTrack } from "./receiver";
import type { RoomSession } from "./room_session";
import { Watching } from "./watching";

/**
 * `off`: nothing to send or receive yet. `restoring`: it was there and is being made anew. `failing`: it does not come
 * about, try after try, so something on the way is in the way.
 */
export type MediaHealth = "off" | "connecting" | "up" | "restoring" | "failing";

/** So many connections in a row that never came up are no accident. */
const FAILING_FROM = 2;

const NO_TRACKS: readonly RemoteTrack[] = [];

export class Media {
  private readonly publisher = signal<Publisher | null>(null);
  private readonly receiver = signal<Receiver | null>(null);
  private readonly wasUp = signal(false);
  readonly tracks = computed(() => this.receiver.value?.tracks.value ?? NO_TRACKS);
  readonly speaking = computed<ReadonlySet<string>>(() => new Set(this.room.speaking.value));
  readonly watching = new Watching((views) => this.room.watch(views));
  private readonly freezes = new FreezeReports(
    () => this.tracks.value.some(({ source }) => source === "camera" || source === "screen"),
    () => this.look(),
    (seconds) => this.room.froze(seconds),
  );
  readonly health = computed<MediaHealth>(() => {
    const links = [this.publisher.value, this.receiver.value].flatMap((owner) => owner?.link ?? []);
    if (links.length > 0 && links.every((link) => link.health.value === "up")) return "up";
    if (this.failures.value >= FAILING_FROM) return "failing";
    if (this.wasUp.value) return "restoring";
    return links.length === 0 ? "off" : "connecting";
  });
  private readonly endings: (() => void)[] = [];
  /** How often in a row connections broke before both were up: decides how long to wait. */
  private readonly failures = signal(0);
  private remakeTimer: ReturnType<typeof setTimeout> | undefined;

  /** `current` changes when we move to another room: the peer connections stay. */
  constructor(
    private readonly current: ReadonlySignal<RoomSession>,
    private readonly capture: Capture,
    private readonly iceServers: () => RTCIceServer[] = () => [],
  ) {
    this.endings.push(
      () => this.watching.close(),
      () => this.freezes.close(),
      onNetworkChange(() => this.restart()),
      effect(() => this.publish()),
      effect(() => this.follow()),
      effect(() => this.announce()),
      effect(() => this.thin()),
      effect(() => this.tellSlots()),
      effect(() => this.watchEntries()),
      effect(() => this.watchLosses()),
      effect(() => this.watchHealth()),
    );
  }

  close(): void {
    for (const end of this.endings) end();
    this.dropConnections();
  }

  /** What both connections have counted so far, by whose it is. A connection that is not there counts nothing. */
  async look(): Promise<Look> {
    const [sent, received] = [this.publisher.value, this.receiver.value];
    const sources = sent?.sources() ?? {};
    const slots = new Map(this.tracks.value.map((track) => [track.mid, track]));
    const up = sent === null ? null : counted(await sent.link.peer.getStats());
    const down = received === null ? null : counted(await received.link.peer.getStats());
    const outgoing = (counts: Counts): Track[] => {
      const source = sources[counts.mid];
      return source === undefined ? [] : [{ ...counts, outgoing: true, member: null, source }];
    };
    const incoming = (counts: Counts): Track[] => {
      const slot = slots.get(counts.mid);
      if (slot === undefined) return [];
      return [{ ...counts, outgoing: false, member: slot.member, source: slot.source }];
    };
    return {
      at: performance.now(),
      way: down?.way ?? up?.way ?? null,
      roundTrip: down?.roundTrip ?? up?.roundTrip ?? null,
      tracks: [...(up?.sections.flatMap(outgoing) ?? []), ...(down?.sections.flatMap(incoming) ?? [])],
    };
  }

  private get room(): RoomSession {
    return this.current.value;
  }

  private readonly negotiate: Negotiate = (direction, sdp, sources) =>
    this.room.negotiate(direction, sdp, sources);

  private localTracks(): LocalTracks {
    const { mic, camera, screen, screenAudio } = this.capture;
    return { mic: mic.value, camera: camera.value, screen: screen.value, screen_audio: screenAudio.value };
  }

  /** In the room, and not just waiting to make the connections anew. */
  private mayConnect(): boolean {
    return this.room.phase.value.phase === "in" && this.remakeTimer === undefined;
  }

  /** The publishing connection is made with the first track and kept. */
  private publish(): void {
    const tracks = this.localTracks();
    if (!this.mayConnect()) return;
    const anything = Object.values(tracks).some((track) => track !== null);
    untracked(() => {
      if (this.publisher.value === null && anything)
        this.publisher.value = this.attend(new Publisher(this.negotiate, this.iceServers()));
      void this.publisher.value?.send(tracks);
    });
  }

  /** Where media fall silent, the line to the server may be dead as well, and nobody has noticed yet. */
  private attend<T extends Publisher | Receiver>(owner: T): T {
    owner.link.onDoubt = () => this.room.doubtLine();
    return owner;
  }

  private follow(): void {
    const slots = this.room.slots.value;
    if (slots === null || !this.mayConnect()) return;
    const anything = slots.want_audio > 0 || slots.want_video > 0;
    untracked(() => {
      if (this.receiver.value === null && anything)
        this.receiver.value = this.attend(new Receiver(this.negotiate, this.iceServers()));
      void this.receiver.value?.follow(slots);
    });
  }

  private announce(): void {
    const { micOn, camera, screen } = this.capture;
    const announcement = { mic: micOn.value, camera: camera.value !== null, screen: screen.value !== null };
    const { room } = this; // Another room is told as well.
    untracked(() => void room.announce(announcement));
  }

  private thin(): void {
    const wanted = this.room.layersWanted.value;
    if (wanted !== null) void this.publisher.value?.want(wanted.layers);
  }

  private tellSlots(): void {
    const pictures = this.tracks.value.filter(({ source }) => source === "camera" || source === "screen");
    this.watching.shows(pictures.map((track) => track.mid));
  }

  /** The network is another one: the paths of both connections may be dead, and nobody has noticed yet. */
  private restart(): void {
    this.publisher.value?.link.restart();
    this.receiver.value?.link.restart();
  }

  /**
   * After a reconnect the server may be another one: offer again, and its answer shows whether it knows us. What broke
   * the line may have broken the paths of media too, and finding new ones costs nothing where they still hold.
   */
  private watchEntries(): void {
    if (this.room.entries.value <= 1) return;
    untracked(() => {
      this.watching.again();
      this.restart();
    });
  }

  private watchLosses(): void {
    if (this.room.mediaLosses.value > 0) untracked(() => this.remake());
  }

  private watchHealth(): void {
    const links = [this.publisher.value, this.receiver.value].flatMap((owner) => owner?.link ?? []);
    const healths = links.map((link) => link.health.value);
    untracked(() => {
      if (healths.includes("broken")) this.remakeSoon();
      if (healths.length > 0 && healths.every((health) => health === "up")) {
        this.wasUp.value = true;
        this.failures.value = 0;
      }
    });
  }

  private remakeSoon(): void {
    this.dropConnections();
    this.failures.value += 1;
    const pause = retryDelay(this.failures.value, Math.random());
    this.remakeTimer = setTimeout(() => this.remake(), pause);
  }

  private remake(): void {
    this.dropConnections();
    this.publish();
    this.follow();
    this.thin();
    this.watching.again();
  }

  private dropConnections(): void {
    clearTimeout(this.remakeTimer);
    this.remakeTimer = undefined;
    this.publisher.value?.link.close();
    this.receiver.value?.close();
    this.publisher.value = null;
    this.receiver.value = null;
  }
}

/** The part of the Network Information API that says when the network is another one; not every browser has it. */
interface NetworkInformation extends EventTarget {}

/** Until the returned call. */
function onNetworkChange(changed: () => void): () => void {
  const { connection } = navigator as { connection?: NetworkInformation };
  addEventListener("online", changed);
  connection?.addEventListener("change", changed);
  return () => {
    removeEventListener("online", changed);
    connection?.removeEventListener("change", changed);
  };
}
