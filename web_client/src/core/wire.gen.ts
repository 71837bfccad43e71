// Written by `python -m signaling.typescript`. Do not edit: change the Python types and run `make wire`.

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = "studyhall.v1.msgpack";
export const MAX_FRAME_BYTES = 65536;
export const HEARTBEAT_SECONDS = 15.0;
export const TYPING_SECONDS = 5.0;
export const RECENT_MESSAGES = 50;
export const MAX_HISTORY = 200;
export const MAX_BODY_LENGTH = 4000;
export const MAX_NAME_LENGTH = 60;
export const MAX_SDP_LENGTH = 60000;

export const ROLES = ["operator", "teacher", "ta", "active", "student", "guest"] as const;

export type Role = (typeof ROLES)[number];

export const ROOM_KINDS = ["study", "qa", "zone"] as const;

export type RoomKind = (typeof ROOM_KINDS)[number];

export const AUTHOR_KINDS = ["person", "bot", "system"] as const;

export type AuthorKind = (typeof AUTHOR_KINDS)[number];

export const LEAVE_REASONS = ["left", "lost"] as const;

export type LeaveReason = (typeof LEAVE_REASONS)[number];

export type Source = "mic" | "camera" | "screen" | "screen_audio";

export const POLICIES: Readonly<Record<RoomKind, { readonly capacity: number; readonly has_media: boolean; readonly everyone_publishes: boolean }>> = {
  study: { capacity: 16, has_media: true, everyone_publishes: true },
  qa: { capacity: 1000, has_media: true, everyone_publishes: false },
  zone: { capacity: 10000, has_media: false, everyone_publishes: false },
};

/** Post text. `cid` is chosen by the client; posting the same one again answers with the first result. */
export interface PostMessage {
  readonly t: "post_message";
  readonly cid: string;
  readonly body: string;
}

/** Say what the asking device sends now, so that others see a muted microphone at once. */
export interface AnnounceMedia {
  readonly t: "announce_media";
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** Leave for good: no reconnect grace. */
export interface Leave {
  readonly t: "leave";
}

/** First frame. `device` is random per page load and survives reconnects of that page. */
export interface Hello {
  readonly t: "hello";
  readonly version: number;
  readonly ticket: string;
  readonly device: string;
}

/** The log entry that was seen last. The epoch names who wrote it, so a lost log cannot look current. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

/** Enter, or resume after `position`: answered by `entered`, then the missed events or a snapshot. */
export interface EnterRoom {
  readonly t: "enter_room";
  readonly ref: number;
  readonly room: string;
  readonly position?: Position | null;
}

export interface LeaveRoom {
  readonly t: "leave_room";
  readonly ref: number;
  readonly room: string;
}

export interface RoomCommand {
  readonly t: "command";
  readonly ref: number;
  readonly room: string;
  readonly command: AnyClientCommand;
}

/** Messages with an id below `before` (None: the newest), newest last. */
export interface ReadHistory {
  readonly t: "read_history";
  readonly ref: number;
  readonly room: string;
  readonly before?: number | null;
  readonly limit?: number;
}

/**
 * An SDP offer for this device's sending or receiving peer connection (RFC 8829).
 *
 * `sources` names what each sending media section (by mid) carries; empty when receiving.
 */
export interface MediaOffer {
  readonly t: "media_offer";
  readonly ref: number;
  readonly room: string;
  readonly direction: "publish" | "receive";
  readonly sdp: string;
  readonly sources?: Readonly<Record<string, Source>>;
}

/** Be told of the rooms of the space, now and at each change, until `on` is false. */
export interface WatchLobby {
  readonly t: "watch_lobby";
  readonly ref: number;
  readonly on: boolean;
}

export interface Typing {
  readonly t: "typing";
  readonly room: string;
}

/** `heads` are the positions the client holds, so that a lost last event is found. */
export interface Ping {
  readonly t: "ping";
  readonly heads?: Readonly<Record<string, Position>>;
}

export type AnyClientCommand =
  | PostMessage
  | AnnounceMedia
  | Leave;

export type AnyRequest =
  | Hello
  | EnterRoom
  | LeaveRoom
  | RoomCommand
  | ReadHistory
  | MediaOffer
  | WatchLobby
  | Typing
  | Ping;

export interface RoomOpened {
  readonly t: "room_opened";
  readonly at: number;
  readonly title: string;
  readonly kind: RoomKind;
}

/** Now present. Also when a member who had left comes back, with the name and role of today. */
export interface MemberJoined {
  readonly t: "member_joined";
  readonly at: number;
  readonly member: string;
  readonly name: string;
  readonly role: Role;
}

export interface MemberLeft {
  readonly t: "member_left";
  readonly at: number;
  readonly member: string;
  readonly reason: LeaveReason;
}

export interface DeviceAttached {
  readonly t: "device_attached";
  readonly at: number;
  readonly member: string;
  readonly device: string;
}

/** `clean`: it said goodbye. `away_until` is set when the last device was lost: the end of the reconnect grace. */
export interface DeviceDetached {
  readonly t: "device_detached";
  readonly at: number;
  readonly member: string;
  readonly device: string;
  readonly clean: boolean;
  readonly away_until: number | null;
}

export interface MediaAnnounced {
  readonly t: "media_announced";
  readonly at: number;
  readonly member: string;
  readonly device: string;
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** `id` comes from the room's counter; `cid` from the client, unique per author. */
export interface MessagePosted {
  readonly t: "message_posted";
  readonly at: number;
  readonly id: number;
  readonly author: string;
  readonly author_name: string;
  readonly cid: string;
  readonly body: string;
  readonly author_kind: AuthorKind;
}

/** The hello was accepted. `now` is the server's clock, UTC seconds. */
export interface Welcome {
  readonly t: "welcome";
  readonly session: string;
  readonly member: string;
  readonly name: string;
  readonly role: Role;
  readonly space_title: string;
  readonly now: number;
  readonly heartbeat: number;
  readonly max_frame: number;
}

/** The request was done and, for a command, stands in the durable log at `seq`. */
export interface Ok {
  readonly t: "ok";
  readonly ref: number;
  readonly seq: number | null;
}

/** The request was refused. `retry_ms` is set for the codes that may be tried again as they are. */
export interface ErrorFrame {
  readonly t: "error";
  readonly ref: number;
  readonly code: number;
  readonly detail: string;
  readonly retry_ms: number | null;
}

/** You are in. `resumed` promises that the events after your position follow, each once; else a snapshot follows. */
export interface Entered {
  readonly t: "entered";
  readonly ref: number;
  readonly room: string;
  readonly resumed: boolean;
}

export interface DeviceView {
  readonly id: string;
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** A present member. `away_until` is set while no device of theirs is attached. */
export interface MemberView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly devices: readonly DeviceView[];
  readonly away_until: number | null;
}

export interface MessageView {
  readonly id: number;
  readonly at: number;
  readonly author: string;
  readonly author_name: string;
  readonly author_kind: AuthorKind;
  readonly cid: string;
  readonly body: string;
}

export interface RoomView {
  readonly title: string;
  readonly kind: RoomKind;
  readonly capacity: number;
  readonly has_media: boolean;
  readonly everyone_publishes: boolean;
  readonly members: readonly MemberView[];
  readonly messages: readonly MessageView[];
}

/** Replace what you hold of this room; it contains everything up to `seq`. */
export interface Snapshot {
  readonly t: "snapshot";
  readonly room: string;
  readonly epoch: number;
  readonly seq: number;
  readonly view: RoomView;
}

/** Log entry `seq` as your audience may see it. `event` is None when nothing of it is for you. */
export interface RoomEvent {
  readonly t: "event";
  readonly room: string;
  readonly epoch: number;
  readonly seq: number;
  readonly event: AnyEvent | null;
}

export interface HistoryFrame {
  readonly t: "history";
  readonly ref: number;
  readonly messages: readonly MessageView[];
  readonly more: boolean;
}

export interface MediaAnswer {
  readonly t: "media_answer";
  readonly ref: number;
  readonly sdp: string;
}

/** Receiving section `mid` shows this source of this device now. */
export interface Slot {
  readonly mid: string;
  readonly member: string;
  readonly device: string;
  readonly source: Source;
}

/**
 * What every receiving section shows now: the whole list, the latest wins.
 *
 * `want_audio` and `want_video` count the tracks there are for you: offer again with more sections when
 * they exceed what you have.
 */
export interface Slots {
  readonly t: "slots";
  readonly room: string;
  readonly slots: readonly Slot[];
  readonly want_audio: number;
  readonly want_video: number;
}

/** The media server lost this device's connections: make both peer connections anew. */
export interface MediaLost {
  readonly t: "media_lost";
  readonly room: string;
}

/** Ephemeral: somebody types; forget it after `TYPING_SECONDS`. */
export interface TypingNow {
  readonly t: "typing_now";
  readonly room: string;
  readonly member: string;
}

export interface LobbyRoom {
  readonly id: string;
  readonly title: string;
  readonly kind: RoomKind;
  readonly present: readonly string[];
  readonly count: number;
  readonly capacity: number;
  readonly has_media: boolean;
}

export interface Lobby {
  readonly t: "lobby";
  readonly rooms: readonly LobbyRoom[];
}

export interface Pong {
  readonly t: "pong";
  readonly now: number;
}

export type AnyEvent =
  | RoomOpened
  | MemberJoined
  | MemberLeft
  | DeviceAttached
  | DeviceDetached
  | MediaAnnounced
  | MessagePosted;

export type AnyFrame =
  | Welcome
  | Ok
  | ErrorFrame
  | Entered
  | Snapshot
  | RoomEvent
  | HistoryFrame
  | MediaAnswer
  | Slots
  | MediaLost
  | TypingNow
  | Lobby
  | Pong;

export const CloseCode = {
  SHUTTING_DOWN: 4000,
  SLOW_READER: 4008,
  HEARTBEAT_MISSED: 4009,
  INTERNAL: 4010,
  TICKET_REFUSED: 4101,
  BAD_FRAME: 4400,
  TOO_LARGE: 4401,
  VERSION_UNKNOWN: 4402,
  REPLACED: 4404,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

export const ErrorCode = {
  BAD_REQUEST: 100,
  NOT_PERMITTED: 101,
  ROOM_UNKNOWN: 102,
  NOT_IN_ROOM: 103,
  ROOM_FULL: 104,
  EMPTY_MESSAGE: 105,
  BAD_SDP: 106,
  NO_MEDIA_HERE: 107,
  NOT_SAVED: 200,
  RATE_LIMITED: 201,
  MEDIA_UNAVAILABLE: 202,
  INTERNAL: 203,
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** What to do when the socket closed with `code`; codes that are not in the table follow their range. */
export type AfterClose = "resume" | "new_ticket" | "stay_away";

export function afterClose(code: number): AfterClose {
  if ([1002, 1003, 1007, 1009, 1010].includes(code)) return "stay_away";
  if (code >= 4100 && code <= 4199) return "new_ticket";
  if (code >= 4400 && code <= 4499) return "stay_away";
  return "resume";
}

/** Whether the refused request may be sent again as it is, after `retry_ms`. */
export function isRetryable(code: number): boolean {
  return code >= 200;
}
