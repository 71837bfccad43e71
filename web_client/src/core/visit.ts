/*
 * One visit to a room, and to the sub-rooms one moves to from there: the session in the room, what this device records,
 * its media, and the meter of our own voice. It owns them all: `close` ends each exactly once.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { Capture } from "./capture";
import type { Client } from "./client";
import { LevelMeter } from "./levels";
import { Media } from "./media";
import { writeJoined } from "./preferences";
import { barrierTo } from "./publishing";
import type { RoomSession } from "./room_session";
import type { ServerClock } from "./server_clock";
import type { LobbyRoom, Role } from "./wire.gen";
import { SOURCES } from "./wire.gen";

export class Visit {
  readonly media: Media;
  readonly me: ReadonlySignal<string>;
  readonly ownSpeaking = computed(() => this.meter.value?.speaking.value ?? false);
  /** What the room knows of us, as soon as we are in. */
  readonly self = computed(() => this.view.value?.members.find((member) => member.id === this.me.value));
  readonly role = computed<Role>(() => this.self.value?.role ?? this.client.session.value?.role ?? "guest");
  readonly view = computed(() => this.current.value.state.value.view);
  readonly isLive = computed(() => this.client.connection.state.value.phase === "live");
  private readonly meter = signal<LevelMeter | null>(null);
  private readonly endings: (() => void)[] = [];

  private readonly current: Signal<RoomSession>;

  constructor(
    private readonly client: Client,
    room: string,
    readonly capture: Capture,
  ) {
    this.current = signal(client.enterRoom(room));
    this.me = client.member;
    this.media = new Media(this.current, capture, () => client.iceServers());
    this.endings.push(
      effect(() => this.remember()),
      effect(() => this.measure()),
      effect(() => this.obey()),
    );
  }

  /** Where we are now. Who reads it is told when we move. */
  get session(): RoomSession {
    return this.current.value;
  }

  get room(): string {
    return this.session.room;
  }

  get clock(): ServerClock {
    return this.client.clock;
  }

  /** The rooms of the space, kept up to date until the returned call; null until they are known. */
  get rooms(): ReadonlySignal<readonly LobbyRoom[] | null> {
    return this.client.lobby;
  }

  watchRooms(): () => void {
    return this.client.watchLobby();
  }

  /** Go to another room with the same media. Rejects with Refused or Disconnected, and then we stay. */
  async move(room: string): Promise<void> {
    const from = this.room;
    this.current.value = await this.client.moveRoom(room);
    writeJoined(from, null);
  }

  /** Leave the room for good. */
  leave(): void {
    writeJoined(this.room, null);
    this.close();
  }

  close(): void {
    for (const end of this.endings) end();
    this.meter.value?.close();
    this.media.close();
    this.capture.close();
    if (this.client.room.value === this.session) this.client.leaveRoom();
  }

  /** So that a reload of this tab comes back with the same devices. */
  private remember(): void {
    writeJoined(this.room, { mic: this.capture.micOn.value, camera: this.capture.camera.value !== null });
  }

  /** Sent back, muted, or in a quiet phase: what may not be sent is not recorded either. */
  private obey(): void {
    const [view, self] = [this.view.value, this.self.value];
    if (view === null || self === undefined) return;
    const { mic, camera, screen, screenAudio } = this.capture;
    const open = { mic, camera, screen, screen_audio: screenAudio };
    for (const source of SOURCES)
      if (open[source].value !== null && barrierTo(view, self, source) !== null)
        untracked(() => this.capture.release(source));
  }

  private measure(): void {
    const track = this.capture.mic.value;
    untracked(() => {
      this.meter.value?.close();
      this.meter.value = track === null ? null : new LevelMeter(track);
    });
  }
}
