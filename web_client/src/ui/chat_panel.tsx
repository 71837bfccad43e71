/* The chat: what is pinned, messages, who types, the composer; and its other pages. */
import { Archive, Pin, PinOff, Search, Star } from "lucide-preact";
import { t, tn } from "../core/i18n";
import { isStaff } from "../core/rules";
import type { Visit } from "../core/visit";
import { ask } from "./ask";
import { AroundPage, ImportantPage, ThreadPage } from "./chat_pages";
import { Composer } from "./composer";
import { MessageList } from "./message_list";
import { excerptOf } from "./message_parts";
import { AnswerChooser } from "./obligations/chooser";
import { WaitingCard } from "./obligations/waiting_card";
import type { RoomUi } from "./room_ui";
import { SearchPage } from "./search_page";

export function ChatPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const page = ui.chatPage.value;
  switch (page.page) {
    case "thread":
      return <ThreadPage key={page.first.id} visit={visit} ui={ui} first={page.first} />;
    case "important":
      return <ImportantPage visit={visit} ui={ui} />;
    case "search":
      return <SearchPage visit={visit} ui={ui} />;
    case "around":
      return <AroundPage key={page.id} visit={visit} ui={ui} id={page.id} />;
    case "all":
      return <Newest key={visit.room} visit={visit} ui={ui} />;
  }
}

function Newest({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  return (
    <div class="chat" data-testid="chat-panel">
      <ChatTools ui={ui} />
      <Pins visit={visit} ui={ui} />
      <WaitingCard key={visit.room} visit={visit} ui={ui} />
      <MessageList visit={visit} ui={ui} />
      <p class="typing" aria-live="off" data-testid="typing">
        {typingText(visit)}
      </p>
      <AnswerChooser visit={visit} />
      {visit.view.value?.archived ? <ArchivedNotice /> : <Composer visit={visit} ui={ui} />}
    </div>
  );
}

/** In place of the field: the room can be read, and searched. */
function ArchivedNotice() {
  return (
    <p class="composer-notice archived-notice" role="status" data-testid="archived-notice">
      <Archive size={16} aria-hidden="true" />
      {t("room_archived_text")}
    </p>
  );
}

function ChatTools({ ui }: { ui: RoomUi }) {
  const unread = ui.unreadImportant.value;
  return (
    <div class="chat-tools">
      <button
        type="button"
        class={unread > 0 ? "button button--small lane lane--new" : "button button--small lane"}
        title={t("chat_important_hint")}
        onClick={() => ui.showChat({ page: "important" })}
        data-testid="important-button"
      >
        <Star size={16} aria-hidden="true" />
        {t("chat_important")}
        {unread > 0 && (
          <span
            class="badge"
            role="img"
            aria-label={tn("unread_important", unread)}
            data-testid="important-badge"
          >
            {unread}
          </span>
        )}
      </button>
      <button
        type="button"
        class="button button--small button--quiet"
        title={t("chat_search_hint")}
        onClick={() => ui.showChat({ page: "search" })}
        data-testid="search-button"
      >
        <Search size={16} aria-hidden="true" />
        {t("chat_search")}
      </button>
    </div>
  );
}

function Pins({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const pins = visit.session.state.value.view?.chat.pins ?? [];
  const staff = isStaff(visit.role.value);
  if (pins.length === 0) return null;
  return (
    <ul class="pins" aria-label={tn("chat_pins", pins.length)} data-testid="pins">
      {pins.map((message) => (
        <li key={message.id} class="pin" data-testid="pin" data-message={message.id}>
          <Pin size={14} aria-hidden="true" />
          <button type="button" class="pin-text" onClick={() => ui.jumpTo(message.id)}>
            <strong>{message.author_name}</strong> {excerptOf(message)}
          </button>
          {staff && (
            <button
              type="button"
              class="icon-button icon-button--small"
              aria-label={t("chat_unpin")}
              title={t("chat_unpin")}
              onClick={() => void ask(visit.session, { t: "pin_message", id: message.id, on: false })}
            >
              <PinOff size={16} aria-hidden="true" />
            </button>
          )}
        </li>
      ))}
    </ul>
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
