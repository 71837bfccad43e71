/*
 * Which sources somebody may send right now, and what stands in the way of the others: what
 * `rooms/members/publishing.py` says, so that the page offers and stops the same as the room. Pure.
 */
import { isStaff, mayPublish, mayShareScreen } from "./rules";
import type { LobbyRoom, MuteScope, Role, RoomView, Source } from "./wire.gen";

export interface Sender {
  readonly id: string;
  readonly role: Role;
}

/** `seat`: only who is on stage sends here. `muted`: by staff. `quiet`: nobody speaks while people focus. */
export type Barrier = "seat" | "muted" | "quiet";

const SCOPES: Readonly<Record<Source, MuteScope>> = {
  mic: "voice",
  camera: "video",
  screen: "video",
  screen_audio: "voice",
};

const FACE: readonly Source[] = ["mic", "camera"];
const SCREEN: readonly Source[] = ["screen", "screen_audio"];

/** What a role may send by itself in this kind of room. */
export function sourcesByRole(
  room: Pick<RoomView | LobbyRoom, "kind" | "has_media" | "archived">,
  role: Role,
): readonly Source[] {
  if (!mayPublish(room, role)) return [];
  return mayShareScreen(room, role) ? [...FACE, ...SCREEN] : FACE;
}

/** What keeps `sender` from sending `source`; null when nothing does. */
export function barrierTo(view: RoomView, sender: Sender, source: Source): Barrier | null {
  if (!sourcesByRole(view, sender.role).includes(source) && !stageSources(view, sender.id).includes(source))
    return "seat";
  if ((view.moderation.door.muted[sender.id] ?? []).includes(SCOPES[source])) return "muted";
  return SCOPES[source] === "voice" && isQuiet(view) && !isStaff(sender.role) ? "quiet" : null;
}

export function stageSources(view: RoomView, member: string): readonly Source[] {
  return view.stage.speakers.find((speaker) => speaker.member === member)?.sources ?? [];
}

/** Whether microphones of students are off for now: in a quiet room, or while a timer runs in which people focus. */
export function isQuiet(view: RoomView): boolean {
  const { focus, quiet } = view;
  return quiet || (focus?.quiet === true && focus.phase === "focus" && focus.ends_at !== null);
}
