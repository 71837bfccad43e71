/*
 * One pure function: what we hold of a room, and a frame, make what we hold next. It keeps the snapshot law
 * together with `rooms/view.py`: events applied to an old snapshot give the new snapshot.
 * Around the view it keeps the timeline (older messages that were paged in) and tells when events are missing.
 */
import type { AnyEvent, AnyFrame, DeviceView, MemberView, MessageView, Position, RoomView } from "./wire.gen";
import { POLICIES, RECENT_MESSAGES } from "./wire.gen";

export interface RoomState {
  readonly room: string;
  /** Null until the first snapshot or event. */
  readonly position: Position | null;
  readonly view: RoomView | null;
  /** Every message we know without a hole, oldest first; its tail is `view.messages`. */
  readonly timeline: readonly MessageView[];
  /** Whether there may be messages before the timeline. */
  readonly older: boolean;
  /** An event did not follow the one before: ask again from `position`. */
  readonly behind: boolean;
}

export function emptyRoom(room: string): RoomState {
  return { room, position: null, view: null, timeline: [], older: false, behind: false };
}

export function reduceRoom(state: RoomState, frame: AnyFrame): RoomState {
  switch (frame.t) {
    case "snapshot": {
      if (frame.room !== state.room) return state;
      const { view, epoch, seq } = frame;
      return { ...state, ...mergeTimeline(state, view), view, position: { epoch, seq }, behind: false };
    }
    case "event":
      return frame.room === state.room ? reduceEntry(state, frame) : state;
    case "entered":
      return frame.room === state.room ? { ...state, behind: false } : state;
    default:
      return state;
  }
}

/** Messages before the timeline were read from history. */
export function prependHistory(state: RoomState, messages: readonly MessageView[], more: boolean): RoomState {
  const oldest = state.timeline[0]?.id ?? Number.POSITIVE_INFINITY;
  const timeline = [...messages.filter((message) => message.id < oldest), ...state.timeline];
  return { ...state, timeline, older: more };
}

function reduceEntry(state: RoomState, frame: Extract<AnyFrame, { t: "event" }>): RoomState {
  if (state.view === null || state.position === null) return state;
  if (frame.seq <= state.position.seq) return state;
  if (frame.seq > state.position.seq + 1) return { ...state, behind: true };
  const position = { epoch: frame.epoch, seq: frame.seq };
  if (frame.event === null) return { ...state, position };
  const view = applyEvent(state.view, frame.event);
  const timeline =
    frame.event.t === "message_posted" ? [...state.timeline, messageOf(frame.event)] : state.timeline;
  return { ...state, position, view, timeline };
}

/** Keep the paged-in past only if the snapshot continues it without a hole. */
function mergeTimeline(state: RoomState, view: RoomView): Pick<RoomState, "timeline" | "older"> {
  const first = view.messages[0];
  const fresh = { timeline: view.messages, older: view.messages.length >= RECENT_MESSAGES };
  if (first === undefined) return fresh;
  const overlap = state.timeline.findIndex((message) => message.id === first.id);
  if (overlap < 0) return fresh;
  return { timeline: [...state.timeline.slice(0, overlap), ...view.messages], older: state.older };
}

export function applyEvent(view: RoomView, event: AnyEvent): RoomView {
  switch (event.t) {
    case "room_opened": {
      const { capacity, has_media, everyone_publishes } = POLICIES[event.kind];
      return { ...view, title: event.title, kind: event.kind, capacity, has_media, everyone_publishes };
    }
    case "member_joined":
      return joined(view, event);
    case "member_left":
      return { ...view, members: view.members.filter((member) => member.id !== event.member) };
    case "device_attached":
      return changeMember(view, event.member, (member) => ({
        ...member,
        away_until: null,
        devices: [...withoutDevice(member, event.device), newDevice(event.device)],
      }));
    case "device_detached":
      return changeMember(view, event.member, (member) => ({
        ...member,
        away_until: event.away_until,
        devices: withoutDevice(member, event.device),
      }));
    case "media_announced":
      return changeMember(view, event.member, (member) => ({
        ...member,
        devices: member.devices.map((device) =>
          device.id === event.device
            ? { ...device, mic: event.mic, camera: event.camera, screen: event.screen }
            : device,
        ),
      }));
    case "message_posted":
      return { ...view, messages: [...view.messages, messageOf(event)].slice(-RECENT_MESSAGES) };
    default:
      return view;
  }
}

function joined(view: RoomView, event: Extract<AnyEvent, { t: "member_joined" }>): RoomView {
  const { member: id, name, role } = event;
  if (view.members.some((member) => member.id === id))
    return changeMember(view, id, (member) => ({ ...member, name, role }));
  return { ...view, members: [...view.members, { id, name, role, devices: [], away_until: null }] };
}

function changeMember(view: RoomView, id: string, change: (member: MemberView) => MemberView): RoomView {
  return { ...view, members: view.members.map((member) => (member.id === id ? change(member) : member)) };
}

function withoutDevice(member: MemberView, id: string): DeviceView[] {
  return member.devices.filter((device) => device.id !== id);
}

function newDevice(id: string): DeviceView {
  return { id, mic: false, camera: false, screen: false };
}

function messageOf(event: Extract<AnyEvent, { t: "message_posted" }>): MessageView {
  const { id, at, author, author_name, author_kind, cid, body } = event;
  return { id, at, author, author_name, author_kind, cid, body };
}
