/* A room as a test wants it: what is not said is empty. */
import type {
  MemberView,
  MessageView,
  ModerationView,
  ObligationsView,
  RoomView,
} from "../../src/core/wire.gen";

export const MODERATION: ModerationView = {
  door: { slow_seconds: 0, locked: false, waiting_room: false, rules: null, accepted: 0, muted: {} },
  own: { member: "me", mutes: [], warning: null, held: [], cases: [] },
  staff: null,
};

export const OBLIGATIONS: ObligationsView = { items: [], waits: [], exam_until: null, auto_replies: [] };

export function view(changes: Partial<RoomView> = {}): RoomView {
  return {
    title: "Algebra",
    kind: "study",
    capacity: 16,
    purpose: "questions",
    daily: false,
    archived: false,
    day: null,
    has_media: true,
    everyone_publishes: true,
    everyone_runs_timer: true,
    parent: null,
    quiet: false,
    closed: false,
    session: null,
    members: [],
    chat: { messages: [], pins: [], important: [] },
    stage: { hands: [], speakers: [], asked_to_unmute: null },
    questions: { order: "votes", pre_moderation: "off", items: [] },
    polls: [],
    focus: null,
    sub_rooms: { rooms: [], assigned: null, recalled_at: null, help: null },
    moderation: MODERATION,
    obligations: OBLIGATIONS,
    moving: { off_topic: [], flagged: [] },
    schedule: [],
    ...changes,
  };
}

export function withMessages(messages: readonly MessageView[]): RoomView {
  return view({ chat: { messages, pins: [], important: [] } });
}

export function message(id: number, changes: Partial<MessageView> = {}): MessageView {
  return {
    id,
    at: id,
    author: "a",
    author_name: "A",
    author_kind: "person",
    cid: `cid-${id}`,
    body: `${id}`,
    reply_to: null,
    replies: 0,
    important: false,
    mentions: [],
    attachments: [],
    edited_at: null,
    state: "shown",
    reactions: {},
    moved: null,
    ...changes,
  };
}

export function member(id: string, changes: Partial<MemberView> = {}): MemberView {
  return { id, name: id, role: "student", devices: [], away_until: null, ...changes };
}
