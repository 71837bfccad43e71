/* Addresses of sub-rooms, and how people are dealt into breakouts. Pure; chance is an argument. */
import { isStaff } from "./rules";
import type { MemberView, Role, RoomView, SubRoomView } from "./wire.gen";

/** As `rooms/sub_rooms/terms.py` says: the parent's id, two hyphens and the number. */
export function subRoomId(parent: string, number: number): string {
  return `${parent}--${number}`;
}

/** Whether somebody of this role may go in now: staff take no seat. */
export function mayEnter(room: SubRoomView, role: Role): boolean {
  return !room.closing && (isStaff(role) || room.count < room.seats);
}

/** Who works in groups: everybody but staff. */
export function learners(view: RoomView): readonly MemberView[] {
  return view.members.filter((member) => !isStaff(member.role));
}

/** `members` in random order, dealt into `count` groups whose sizes differ by one at most. `random`: from 0 to 1. */
export function dealt(members: readonly string[], count: number, random: () => number): string[][] {
  const groups: string[][] = Array.from({ length: count }, () => []);
  for (const [index, member] of shuffled(members, random).entries()) groups[index % count]?.push(member);
  return groups;
}

/** Fisher and Yates. */
function shuffled(members: readonly string[], random: () => number): readonly string[] {
  const order = [...members];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [moved, kept] = [order[last], order[other]];
    if (moved === undefined || kept === undefined) continue;
    order[last] = kept;
    order[other] = moved;
  }
  return order;
}

/** Members per group, once `assigned` says who goes where; who is in no group stays. */
export function grouped(assigned: ReadonlyMap<string, number>, count: number): string[][] {
  return Array.from({ length: count }, (_, group) =>
    [...assigned].flatMap(([member, number]) => (number === group ? [member] : [])),
  );
}
