/* A message that has moved: where it stood, the way to where it is; where it is, where it came from. */
import { CornerUpRight, FolderInput } from "lucide-preact";
import { messageLink } from "../../core/deep_link";
import { t } from "../../core/i18n";
import { titleText } from "../../core/titles";
import type { MessageView } from "../../core/wire.gen";
import { follow } from "./following";

/** What is left of it here. */
export function MovedStub({ message, reachable }: { message: MessageView; reachable: boolean }) {
  const { moved } = message;
  if (moved === null || moved.id === null) return <p class="tombstone">{t("message_moving")}</p>;
  const press = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    follow(message);
  };
  return (
    <p class="tombstone tombstone--moved">
      <a
        href={messageLink(moved.room, moved.id)}
        tabIndex={reachable ? 0 : -1}
        onClick={press}
        data-testid="moved-link"
      >
        <CornerUpRight size={16} aria-hidden="true" />
        {t("message_moved", { room: titleText(moved.title) })}
      </a>
    </p>
  );
}

/** Above the first message of a thread that came from elsewhere. */
export function CameFrom({ message }: { message: MessageView }) {
  if (message.moved === null || message.reply_to !== null) return null;
  return (
    <p class="message-note" data-testid="came-from">
      <FolderInput size={14} aria-hidden="true" />
      <span>{t("message_came", { room: titleText(message.moved.title) })}</span>
    </p>
  );
}
