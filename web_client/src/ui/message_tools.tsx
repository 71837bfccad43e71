/* What one can do with a message: react, answer, and the rest in a menu. The room decides what it allows. */
import {
  Ellipsis,
  EyeOff,
  Flag,
  MessageCircleQuestionMark,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Star,
  StarOff,
  Trash2,
  Undo2,
} from "lucide-preact";
import { t } from "../core/i18n";
import { isStaff, outranks } from "../core/rules";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { CHEERS } from "../core/wire.gen";
import { ask } from "./ask";
import { Menu, type MenuItem } from "./menu";
import { DeleteDialog, HideDialog } from "./message_dialogs";
import { react } from "./message_parts";
import { movingItems } from "./moving/off_topic";
import { owedItems } from "./obligations/in_room";
import { cardItem } from "./person_menu";
import { convertMessage, mayConvert } from "./questions/convert";
import { ReportDialog } from "./report_dialog";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  message: MessageView;
  /** Answer it; missing where one cannot. */
  onReply?: (() => void) | undefined;
  /** The list has one stop for Tab, and it is here. */
  reachable: boolean;
}

export function MessageTools({ visit, ui, message, onReply, reachable }: Props) {
  const items = messageItems(visit, ui, message, onReply);
  const shown = message.state === "shown";
  const tabIndex = reachable ? 0 : -1;
  if (!shown && items.length === 0) return null;
  return (
    <div class="message-tools">
      {onReply !== undefined && message.state !== "hidden" && (
        <button
          type="button"
          class="icon-button icon-button--small"
          aria-label={t("reply")}
          title={t("reply")}
          tabIndex={tabIndex}
          onClick={onReply}
          data-testid="reply-button"
        >
          <Reply size={18} aria-hidden="true" />
        </button>
      )}
      {(shown || items.length > 0) && (
        <Menu
          label={t("message_more")}
          icon={Ellipsis}
          items={items}
          testId="message-menu"
          tabIndex={tabIndex}
          head={shown && <QuickReactions visit={visit} message={message} />}
        />
      )}
    </div>
  );
}

function QuickReactions({ visit, message }: { visit: Visit; message: MessageView }) {
  return (
    <div class="quick-reactions" role="group" aria-label={t("react")}>
      {CHEERS.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class="quick-reaction"
          aria-label={`${t("react")} ${emoji}`}
          onClick={() => react(visit, message, emoji)}
          data-testid="quick-reaction"
          data-emoji={emoji}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

export function messageItems(
  visit: Visit,
  ui: RoomUi,
  message: MessageView,
  onReply?: (() => void) | undefined,
): readonly MenuItem[] {
  if (message.state === "moved") return [];
  if (message.state === "deleted") return replyItem(message, onReply);
  return [...replyItem(message, onReply), ...itemsOfWords(visit, ui, message)];
}

/** Of a message that somebody at least may read. */
function itemsOfWords(visit: Visit, ui: RoomUi, message: MessageView): readonly MenuItem[] {
  const own = message.author === visit.me.value && message.author_kind === "person";
  const staff = isStaff(visit.role.value);
  const below = staff && isBelow(visit, message);
  return [
    ...(own && message.state === "shown" ? [editItem(ui, message)] : []),
    ...owedItems(visit, ui, message),
    ...(mayConvert(visit, message) ? [convertItem(visit, message)] : []),
    ...(staff && !own && message.author_kind === "person"
      ? [cardItem(ui, { id: message.author, name: message.author_name })]
      : []),
    ...(staff ? staffItems(visit, ui, message) : []),
    ...(message.state === "shown" ? movingItems(visit, ui, message, staff && (own || below)) : []),
    ...(own || below ? [deleteItem(visit, ui, message, own)] : []),
    ...(own || message.state === "hidden" ? [] : [reportItem(visit, ui, message)]),
  ];
}

/** Of somebody whose messages staff may take down; one who is not here may be anybody. */
function isBelow(visit: Visit, message: MessageView): boolean {
  const author = visit.view.value?.members.find((member) => member.id === message.author);
  return author === undefined || outranks(visit.role.value, author.role);
}

/** Also in the menu: on a touch screen the menu is all there is. */
function replyItem(message: MessageView, onReply: (() => void) | undefined): readonly MenuItem[] {
  if (onReply === undefined || message.state === "hidden") return [];
  return [{ id: "reply", icon: Reply, text: t("reply"), onSelect: onReply }];
}

function editItem(ui: RoomUi, message: MessageView): MenuItem {
  return {
    id: "edit",
    icon: Pencil,
    text: t("message_menu_edit"),
    onSelect: () => ui.edit(message),
  };
}

function convertItem(visit: Visit, { id }: MessageView): MenuItem {
  return {
    id: "convert",
    icon: MessageCircleQuestionMark,
    text: t("chat_make_question"),
    onSelect: () => void convertMessage(visit, id),
  };
}

function deleteItem(visit: Visit, ui: RoomUi, message: MessageView, own: boolean): MenuItem {
  return {
    id: "delete",
    icon: Trash2,
    text: t("message_menu_delete"),
    danger: true,
    onSelect: () => ui.openDialog(() => <DeleteDialog visit={visit} ui={ui} message={message} own={own} />),
  };
}

function reportItem(visit: Visit, ui: RoomUi, { id: number }: MessageView): MenuItem {
  const subject = { kind: "message", number, member: null } as const;
  return {
    id: "report",
    icon: Flag,
    text: t("message_menu_report"),
    onSelect: () => ui.openDialog(() => <ReportDialog visit={visit} ui={ui} subject={subject} />),
  };
}

function staffItems(visit: Visit, ui: RoomUi, message: MessageView): readonly MenuItem[] {
  const { session } = visit;
  const { id, important } = message;
  const pinned = session.state.value.view?.chat.pins.some((pin) => pin.id === id) ?? false;
  const below = isBelow(visit, message);
  if (message.state === "hidden" && !below) return [];
  if (message.state === "hidden")
    return [
      {
        id: "restore",
        icon: Undo2,
        text: t("message_menu_restore"),
        onSelect: () => void ask(session, { t: "restore_message", id }),
      },
    ];
  return [
    {
      id: "pin",
      icon: pinned ? PinOff : Pin,
      text: t(pinned ? "message_menu_unpin" : "message_menu_pin"),
      onSelect: () => void ask(session, { t: "pin_message", id, on: !pinned }),
    },
    {
      id: "mark",
      icon: important ? StarOff : Star,
      text: t(important ? "message_menu_unmark" : "message_menu_mark"),
      onSelect: () => void ask(session, { t: "mark_important", id, on: !important }),
    },
    ...(below || message.author === visit.me.value ? [hideItem(visit, ui, message)] : []),
  ];
}

function hideItem(visit: Visit, ui: RoomUi, message: MessageView): MenuItem {
  return {
    id: "hide",
    icon: EyeOff,
    text: t("message_menu_hide"),
    onSelect: () => ui.openDialog(() => <HideDialog visit={visit} ui={ui} message={message} />),
  };
}
