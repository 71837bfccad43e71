/*
 * How events change what we see of chat: what `rooms/chat/reducer.py` does. `reduceMessages` is the part that changes
 * messages in their place, so that everything else that holds messages is kept true as well.
 */
import type { AnyEvent, ChatView, MessageView } from "../wire.gen";
import { RECENT_IMPORTANT, RECENT_MESSAGES } from "../wire.gen";

type Messages = readonly MessageView[];
type Posted = Extract<AnyEvent, { t: "message_posted" }>;
type Reacted = Extract<AnyEvent, { t: "message_reacted" }>;

export function reduceChat(view: ChatView, event: AnyEvent): ChatView {
  const { messages, pins, important } = inPlace(view, event);
  switch (event.t) {
    case "message_posted": {
      const posted = messageOf(event);
      return {
        messages: [...messages, posted].slice(-RECENT_MESSAGES),
        pins,
        important: event.important ? lane([...important, posted]) : important,
      };
    }
    case "message_edited":
    case "message_reacted":
    case "message_restored":
      return { messages, pins, important };
    case "message_deleted":
    case "message_hidden":
      return { messages, pins: without(pins, event.id), important: without(important, event.id) };
    case "message_marked": {
      const others = without(important, event.id);
      return { messages, pins, important: event.on ? lane([...others, event.message]) : others };
    }
    case "message_pinned": {
      const others = without(pins, event.id);
      return { messages, pins: event.on ? [...others, event.message] : others, important };
    }
    case "thread_moved": {
      const stays = ({ id }: MessageView) => !event.ids.includes(id);
      return { messages, pins: pins.filter(stays), important: important.filter(stays) };
    }
    case "thread_arrived":
    case "thread_stayed":
      return { messages, pins, important };
    case "thread_adopted":
      return { messages: [...messages, ...event.messages].slice(-RECENT_MESSAGES), pins, important };
    default:
      return view;
  }
}

/** The same messages, changed where the event concerns them; a posted one only counts for its thread. */
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
        ...wordless(message),
        state: "deleted",
      }));
    case "message_hidden":
      return changed(messages, event.id, (message) => ({
        ...(event.readable ? message : unreadable(message)),
        state: "hidden",
        important: false,
      }));
    case "message_restored": {
      const { body, attachments, mentions } = event;
      const restored = { state: "shown", body, attachments, mentions } as const;
      return changed(messages, event.id, (message) => ({ ...message, ...restored }));
    }
    case "message_marked":
      return changed(messages, event.id, (message) => ({ ...message, important: event.on }));
    case "message_reacted":
      return changed(messages, event.id, (message) => reacted(message, event));
    default:
      return moved(messages, event);
  }
}

/** The messages that an event adds to the room. */
export function addedBy(event: AnyEvent): Messages {
  if (event.t === "message_posted") return [messageOf(event)];
  return event.t === "thread_adopted" ? event.messages : [];
}

export function messageOf(event: Posted): MessageView {
  const { t: _, held: __, hidden, ...said } = event;
  const state = hidden ? "hidden" : "shown";
  return { ...said, replies: 0, edited_at: null, state, reactions: {}, moved: null };
}

function moved(messages: Messages, event: AnyEvent): Messages {
  switch (event.t) {
    case "thread_moved": {
      const place = { room: event.to, title: "", id: null };
      const left = (message: MessageView): MessageView => ({
        ...wordless(message),
        state: "moved",
        moved: place,
      });
      return event.ids.reduce<Messages>((before, id) => changed(before, id, left), messages);
    }
    case "thread_arrived":
      return messages.map((message) => {
        const place = event.places[message.id];
        return place === undefined ? message : { ...message, moved: place };
      });
    case "thread_stayed":
      return messages.map((message) => event.messages.find(({ id }) => id === message.id) ?? message);
    default:
      return messages;
  }
}

function inPlace(view: ChatView, event: AnyEvent): ChatView {
  return {
    messages: reduceMessages(view.messages, event),
    pins: reduceMessages(view.pins, event),
    important: reduceMessages(view.important, event),
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

function lane(messages: Messages): Messages {
  return [...messages].sort((left, right) => left.id - right.id).slice(-RECENT_IMPORTANT);
}

function unreadable(message: MessageView): MessageView {
  return { ...message, body: "", attachments: [], mentions: [] };
}

/** Of what is gone, whose it was. */
function wordless(message: MessageView): MessageView {
  return { ...unreadable(message), important: false, reactions: {} };
}

/** An emoji of which nobody is left is no entry. */
function reacted(message: MessageView, { emoji, member, on }: Reacted): MessageView {
  const others = (message.reactions[emoji] ?? []).filter((each) => each !== member);
  const members = on ? [...others, member] : others;
  const { [emoji]: _, ...rest } = message.reactions;
  return { ...message, reactions: members.length === 0 ? rest : { ...message.reactions, [emoji]: members } };
}
