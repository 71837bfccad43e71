/*
 * One visit to one room from this page: the session in the room, what this device records, its media, and the meter of
 * our own voice. It owns them all: `close` ends each exactly once.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { Capture } from "./capture";
import type { Client } from "./client";
import { LevelMeter } from "./levels";
import { Media } from "./media";
import { writeJoined } from "./preferences";
import type { RoomSession } from "./room_session";

export class Visit {
  readonly session: RoomSession;
  readonly media: Media;
  readonly me: ReadonlySignal<string>;
  readonly ownSpeaking = computed(() => this.meter.value?.speaking.value ?? false);
  readonly isLive = computed(() => this.client.connection.state.value.phase === "live");
  private readonly meter = signal<LevelMeter | null>(null);
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly client: Client,
    readonly room: string,
    readonly capture: Capture,
  ) {
    this.session = client.enterRoom(room);
    this.me = client.member;
    this.media = new Media(this.session, capture);
    this.endings.push(
      effect(() => this.remember()),
      effect(() => this.measure()),
    );
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

  private measure(): void {
    const track = this.capture.mic.value;
    untracked(() => {
      this.meter.value?.close();
      this.meter.value = track === null ? null : new LevelMeter(track);
    });
  }
}
