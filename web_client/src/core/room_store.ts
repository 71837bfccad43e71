/*
 * One pure function: what we hold of a room, and a frame, make what we hold next. It keeps the snapshot law
 * together with `rooms/view_reducer.py`: events applied to an old snapshot give the new snapshot.
 * Around the view it keeps the timeline (older messages that were paged in) and tells when events are missing.
 */
import { addedBy, reduceChat, reduceMessages } from "./reducers/chat";
import { reduceFocus } from "./reducers/focus";
import { reduceLife } from "./reducers/life";
import { reduceMembers } from "./reducers/members";
import { reduceModeration } from "./reducers/moderation";
import { reduceMoving } from "./reducers/moving";
import { reduceObligations } from "./reducers/obligations";
import { reducePolls } from "./reducers/polls";
import { reduceQuestions } from "./reducers/questions";
import { reduceSchedule } from "./reducers/schedule";
import { reduceStage } from "./reducers/stage";
import { reduceSubRooms } from "./reducers/sub_rooms";
import type { AnyEvent, AnyFrame, MessageView, Position, RoomView } from "./wire.gen";
import { RECENT_MESSAGES } from "./wire.gen";

export interface RoomState {
  readonly room: string;
  /** Null until the first snapshot or event. */
  readonly position: Position | null;
  readonly view: RoomView | null;
  /** Every message we know without a hole, oldest first; its tail is `view.chat.messages`. */
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
  return { ...state, position, view, timeline: extended(state.timeline, frame.event) };
}

function extended(timeline: readonly MessageView[], event: AnyEvent): readonly MessageView[] {
  return [...reduceMessages(timeline, event), ...addedBy(event)];
}

/** Keep the paged-in past only if the snapshot continues it without a hole. */
function mergeTimeline(state: RoomState, view: RoomView): Pick<RoomState, "timeline" | "older"> {
  const { messages } = view.chat;
  const first = messages[0];
  const fresh = { timeline: messages, older: messages.length >= RECENT_MESSAGES };
  if (first === undefined) return fresh;
  const overlap = state.timeline.findIndex((message) => message.id === first.id);
  if (overlap < 0) return fresh;
  return { timeline: [...state.timeline.slice(0, overlap), ...messages], older: state.older };
}

/** Each concept's reducer takes what concerns it, and leaves its part as it is for every other event. */
export function applyEvent(view: RoomView, event: AnyEvent): RoomView {
  return {
    ...reduceLife(view, event),
    members: reduceMembers(view.members, event),
    chat: reduceChat(view.chat, event),
    stage: reduceStage(view.stage, event),
    questions: reduceQuestions(view.questions, event),
    polls: reducePolls(view.polls, event),
    focus: reduceFocus(view.focus, event),
    sub_rooms: reduceSubRooms(view.sub_rooms, event),
    moderation: reduceModeration(view.moderation, event),
    obligations: reduceObligations(view.obligations, event),
    moving: reduceMoving(view.moving, event),
    schedule: reduceSchedule(view.schedule, event),
  };
}
