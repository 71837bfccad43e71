/*
 * How events change what we see of chat: what `rooms/chat/reducer.py` does. `reduceMessages` is the part that changes
 * messages in their place, so that the paged-in past is kept true as well.
 */
import type { AnyEvent, ChatView, MessageView } from "../wire.gen";
import { RECENT_IMPORTANT, RECENT_MESSAGES } from "../wire.gen";

type Messages = readonly MessageView[];
type Posted = Extract<AnyEvent, { t: "message_posted" }>;
type Reacted = Extract<AnyEvent, { t: "message_reacted" }>;

export function reduceChat(view: ChatView, event: AnyEvent): ChatView {
  const { messages, pins, important } = view;
  switch (event.t) {
    case "message_posted":
      return posted(view, event);
    case "message_pinned":
      return {
        ...view,
        pins: event.on ? [...without(pins, event.id), event.message] : without(pins, event.id),
      };
    case "message_marked": {
      const lane = event.on
        ? inOrder([...without(important, event.id), event.message])
        : without(important, event.id);
      return {
        messages: reduceMessages(messages, event),
        pins: reduceMessages(pins, event),
        important: lane.slice(-RECENT_IMPORTANT),
      };
    }
    case "message_edited":
    case "message_deleted":
    case "message_hidden":
    case "message_restored":
    case "message_reacted":
      return {
        messages: reduceMessages(messages, event),
        pins: reduceMessages(pins, event),
        important: reduceMessages(important, event),
      };
    default:
      return view;
  }
}

/** The same messages, changed where the event concerns them; a posted message only counts for its thread. */
export function reduceMessages(messages: Messages, event: AnyEvent): Messages {
  switch (event.t) {
    case "message_posted":
      return changed(messages, event.reply_to, (first) => ({ ...first, replies: first.replies + 1 }));
    case "message_edited":
      return changed(messages, event.id, (message) => ({
        ...message,
        body: event.body,
        edited_at: event.at,
      }));
    case "message_deleted":
      return changed(messages, event.id, (message) => ({
        ...emptied(message),
        state: "deleted",
        reactions: {},
      }));
    case "message_hidden":
      return changed(messages, event.id, (message) => ({
        ...(event.readable ? message : emptied(message)),
        state: "hidden",
      }));
    case "message_restored": {
      const { body, attachments } = event;
      return changed(messages, event.id, (message) => ({ ...message, state: "shown", body, attachments }));
    }
    case "message_marked":
      return changed(messages, event.id, (message) => ({ ...message, important: event.on }));
    case "message_reacted":
      return changed(messages, event.id, (message) => reacted(message, event));
    default:
      return messages;
  }
}

export function messageOf(event: Posted): MessageView {
  const { id, at, author, author_name, author_kind, cid, body } = event;
  const { reply_to, important, mentions, attachments } = event;
  const fresh = { replies: 0, edited_at: null, state: "shown", reactions: {} } as const;
  return {
    id,
    at,
    author,
    author_name,
    author_kind,
    cid,
    body,
    reply_to,
    important,
    mentions,
    attachments,
    ...fresh,
  };
}

function posted(view: ChatView, event: Posted): ChatView {
  const message = messageOf(event);
  const lane = reduceMessages(view.important, event);
  return {
    messages: [...reduceMessages(view.messages, event), message].slice(-RECENT_MESSAGES),
    pins: reduceMessages(view.pins, event),
    important: event.important ? [...lane, message].slice(-RECENT_IMPORTANT) : lane,
  };
}

function changed(
  messages: Messages,
  id: number | null,
  change: (message: MessageView) => MessageView,
): Messages {
  if (!messages.some((message) => message.id === id)) return messages;
  return messages.map((message) => (message.id === id ? change(message) : message));
}

function without(messages: Messages, id: number): Messages {
  return messages.filter((message) => message.id !== id);
}

function inOrder(messages: Messages): Messages {
  return [...messages].sort((left, right) => left.id - right.id);
}

function emptied(message: MessageView): MessageView {
  return { ...message, body: "", attachments: [] };
}

/** An emoji that nobody is left of is no entry; a new one comes last. */
function reacted(message: MessageView, { emoji, member, on }: Reacted): MessageView {
  const others = (message.reactions[emoji] ?? []).filter((each) => each !== member);
  const members = on ? [...others, member] : others;
  const { [emoji]: _, ...rest } = message.reactions;
  if (members.length === 0) return { ...message, reactions: rest };
  return { ...message, reactions: { ...message.reactions, [emoji]: members } };
}
