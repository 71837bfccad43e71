/*
 * What this person wants to hear of in each room, and whether it may ring now, as the server has it (`server/http/
 * room_choices.py`): read anew after every welcome and when the page is looked at again, so that all devices agree.
 */
import { signal } from "@preact/signals-core";
import { ApiRefused, callApi } from "./api";
import type { Mute } from "./room_mute";
import { SignedOut } from "./socket";

export const HEARS = ["concerns", "mentions", "nothing"] as const;
export type Hears = (typeof HEARS)[number];

export interface RoomChoice {
  readonly hears: Hears;
  readonly follows: boolean;
  readonly mute: Mute;
}

/** `muted`: nothing rings now; `muted_until` null: until somebody changes it. `read`: the newest message that was read. */
export interface RoomNotice {
  readonly room: string;
  readonly choice: RoomChoice;
  readonly muted: boolean;
  readonly muted_until: number | null;
  readonly read: number;
}

const PATH = "/api/me/rooms";
const SUB_ROOM = "--";
const USUAL: RoomChoice = {
  hears: "concerns",
  follows: false,
  mute: { always: false, until: null, weekly: null },
};

export class RoomNotices {
  private readonly rooms = signal<ReadonlyMap<string, RoomNotice>>(new Map());

  /** Keeps what it holds when the server cannot be asked. */
  async load(): Promise<void> {
    try {
      const rooms = await callApi<readonly RoomNotice[]>("GET", PATH);
      this.rooms.value = new Map(rooms.map((each) => [each.room, each]));
    } catch (error) {
      if (!(error instanceof ApiRefused || error instanceof SignedOut)) throw error;
    }
  }

  /** Of a room, and of its sub-rooms. */
  of(room: string): RoomNotice {
    const home = homeOf(room);
    return (
      this.rooms.value.get(home) ?? { room: home, choice: USUAL, muted: false, muted_until: null, read: 0 }
    );
  }

  /** Rejects with SignedOut or ApiRefused, and then nothing has changed. */
  async choose(room: string, choice: RoomChoice): Promise<void> {
    const saved = await callApi<RoomNotice>("PUT", `${PATH}/${encodeURIComponent(homeOf(room))}`, choice);
    this.rooms.value = new Map(this.rooms.value).set(saved.room, saved);
  }
}

export function homeOf(room: string): string {
  return room.split(SUB_ROOM, 1)[0] ?? room;
}
