/* What is unread: pure rules over message ids. One's own messages are never unread. */
import type { MessageView } from "./wire.gen";

/** How many messages of others came after message `seen`. */
export function unreadCount(messages: readonly MessageView[], seen: number, me: string): number {
  return messages.filter((message) => message.id > seen && message.author !== me).length;
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
