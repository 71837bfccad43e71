/* The chat: messages, who types, the composer. */
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import { Composer } from "./composer";
import { MessageList } from "./message_list";
import type { RoomUi } from "./room_ui";

export function ChatPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  return (
    <div class="chat" data-testid="chat-panel">
      <MessageList visit={visit} ui={ui} />
      <p class="typing" aria-live="off" data-testid="typing">
        {typingText(visit)}
      </p>
      <Composer visit={visit} ui={ui} />
    </div>
  );
}

function typingText(visit: Visit): string {
  const members = visit.session.state.value.view?.members ?? [];
  const names = [...visit.session.typing.others.value.keys()].flatMap((id) => {
    const member = members.find((candidate) => candidate.id === id);
    return member === undefined ? [] : [member.name];
  });
  const [name, other] = names;
  if (name === undefined) return "";
  if (other === undefined) return t("typing_one", { name });
  return names.length === 2 ? t("typing_two", { name, other }) : t("typing_many");
}
