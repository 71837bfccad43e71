/* While people focus in quiet, the chat is one line that says how much came in. Who wants to, opens it anyway. */
import { useSignal } from "@preact/signals";
import { Timer } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { isQuiet } from "../../core/publishing";
import type { Visit } from "../../core/visit";
import { MessageCard } from "../card";
import { ChatPanel } from "../chat_panel";
import type { RoomUi } from "../room_ui";

export function CalmChat({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const view = visit.view.value;
  const opened = useSignal<string | null>(null);
  const phase = view?.focus == null ? null : `${view.focus.phase} ${view.focus.round}`;
  const calm = view !== null && phase !== null && isQuiet(view) && opened.value !== phase;
  if (!calm) return <ChatPanel visit={visit} ui={ui} />;
  return (
    <div class="calm" data-testid="calm-chat">
      <MessageCard icon={Timer} title={t("calm_title")} text={tn("calm_new", ui.unread.value)}>
        <button
          type="button"
          class="button"
          onClick={() => {
            opened.value = phase;
          }}
          data-testid="open-chat-anyway"
        >
          {t("calm_open")}
        </button>
      </MessageCard>
    </div>
  );
}
