/*
 * The rooms of a space as operators make them (`server/http/rooms.py`). A room is never deleted: it is archived, and can be
 * taken up again. What is not named in a change stays.
 */
import { callApi } from "./api";
import { t } from "./i18n";
import type { LobbyRoom, Purpose, RoomKind } from "./wire.gen";

export const LONGEST_TITLE = 60;

export interface SpaceRoom {
  readonly id: string;
  readonly title: string;
  readonly kind: RoomKind;
  readonly purpose: Purpose;
  readonly daily: boolean;
  readonly archived: boolean;
}

export type RoomField = "created" | "title" | "purpose" | "daily" | "archived" | "order";

export interface RoomChange {
  readonly room: string;
  readonly room_title: string;
  /** UTC seconds. */
  readonly at: number;
  readonly by_name: string;
  readonly what: RoomField;
  readonly was: string;
  readonly became: string;
}

export interface SpaceRooms {
  readonly rooms: readonly SpaceRoom[];
  /** Of rooms that are not archived. */
  readonly limit: number;
  /** In which days begin; null before there is a duty plan. */
  readonly zone: string | null;
  readonly changes: readonly RoomChange[];
}

export type NewRoom = Pick<SpaceRoom, "title" | "kind" | "purpose" | "daily">;

/** All of these reject with SignedOut or ApiRefused. */
export const readRooms = () => callApi<SpaceRooms>("GET", "/api/rooms");
export const createRoom = (room: NewRoom) => callApi<SpaceRoom>("POST", "/api/rooms", room);
export const changeRoom = (id: string, changes: Partial<Omit<SpaceRoom, "id" | "kind">>) =>
  callApi<SpaceRoom>("PATCH", `/api/rooms/${id}`, changes);
export const orderRooms = (ids: readonly string[]) =>
  callApi<SpaceRooms>("PUT", "/api/rooms/order", { rooms: ids });

/** The ids with the one at `index` moved by `by` places among those that are not archived, which keep their places. */
export function movedBy(rooms: readonly SpaceRoom[], id: string, by: -1 | 1): readonly string[] {
  const ids = rooms.map((room) => room.id);
  const open = rooms.filter((room) => !room.archived).map((room) => room.id);
  const other = open[open.indexOf(id) + by];
  if (other === undefined) return ids;
  return ids.map((each) => (each === id ? other : each === other ? id : each));
}

/** What one does there, in words: by its kind, and a zone by what it is for. */
export function aboutText(room: Pick<LobbyRoom, "kind" | "purpose">): string {
  return room.kind === "zone" ? t(`purpose_${room.purpose}_about`) : t(`kind_${room.kind}_about`);
}

/** Its name in one or two words. */
export function sortText(room: Pick<LobbyRoom, "kind" | "purpose">): string {
  return room.kind === "zone" ? t(`purpose_${room.purpose}`) : t(`kind_${room.kind}`);
}
