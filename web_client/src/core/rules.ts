/*
 * What the page offers whom. Only a courtesy: the room decides (`rooms/roles.py`), and the plane drops what the room
 * did not permit. Keep it to what the table there says.
 */
import type { LobbyRoom, MemberView, Role, RoomView } from "./wire.gen";
import { POLICIES, ROLES } from "./wire.gen";

const STAFF: readonly Role[] = ["operator", "teacher", "ta"];

export function isStaff(role: Role): boolean {
  return STAFF.includes(role);
}

/** Nobody sanctions somebody of their own rank or above; ROLES begins with the highest. */
export function outranks(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other);
}

export function setsRules(role: Role): boolean {
  return role === "operator" || role === "teacher";
}

export function mayPublish(
  room: Pick<RoomView | LobbyRoom, "kind" | "has_media" | "archived">,
  role: Role,
): boolean {
  if (room.archived) return false;
  return room.has_media && (POLICIES[room.kind].everyone_publishes || isStaff(role));
}

export function mayShareScreen(room: Pick<RoomView, "kind" | "has_media" | "archived">, role: Role): boolean {
  return role !== "guest" && mayPublish(room, role);
}

/** Who has a tile: everybody where all are on camera; else whoever is on stage, by role or call, or sends something. */
export function onStage(view: RoomView): readonly MemberView[] {
  if (!view.has_media) return [];
  if (view.everyone_publishes) return view.members;
  const called = new Set(view.stage.speakers.map((speaker) => speaker.member));
  return view.members.filter(
    (member) => isStaff(member.role) || called.has(member.id) || sendsAnything(member),
  );
}

export function sendsAnything(member: MemberView): boolean {
  return member.devices.some((device) => device.mic || device.camera || device.screen);
}

export function micOn(member: MemberView): boolean {
  return member.devices.some((device) => device.mic);
}
