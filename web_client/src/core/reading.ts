/* What is unread: pure rules over message ids. One's own messages are never unread. */
import type { MessageView } from "./wire.gen";

/** How many messages of others came after message `seen`; whose those are that we do not hold, nobody knows here. */
export function unreadCount(messages: readonly MessageView[], seen: number, me: string): number {
  const missing = Math.max(0, (messages[0]?.id ?? 1) - 1 - seen);
  return missing + messages.filter((message) => message.id > seen && message.author !== me).length;
}

/** The id of the message above which "new" is drawn, or null when nothing is unread. */
export function firstUnread(messages: readonly MessageView[], seen: number, me: string): number | null {
  return messages.find((message) => message.id > seen && message.author !== me)?.id ?? null;
}

/** Whether a message goes under the name of the one before: same author, same day, within five minutes. */
export function continues(previous: MessageView | undefined, message: MessageView): boolean {
  return (
    previous !== undefined &&
    previous.author === message.author &&
    previous.author_kind === message.author_kind &&
    message.at - previous.at < GROUP_SECONDS
  );
}

const GROUP_SECONDS = 300;

export function unreadImportant(lane: readonly MessageView[], seen: number, me: string): number {
  return lane.filter((message) => message.id > seen && message.author !== me).length;
}

/** The newest message that was seen on any device; 0 of `elsewhere` says that none ever was. */
export function furthest(here: number | null, elsewhere: number): number | null {
  return elsewhere === 0 ? here : Math.max(here ?? 0, elsewhere);
}

/** How many messages of a room that one was in before came since; nothing of a room that one never saw. */
export function unreadInLobby(lastMessage: number, seen: number | null): number {
  return seen === null ? 0 : Math.max(0, lastMessage - seen);
}
