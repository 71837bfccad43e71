/* Messages under each other: days, groups under one name, the "new" line; arrows go from one to the next. */
import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { t } from "../core/i18n";
import { shortcutsOn } from "../core/preferences";
import { continues } from "../core/reading";
import { dayName, dayNumber } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import type { MenuItem } from "./menu";
import { MessageRow } from "./message_row";
import { messageItems } from "./message_tools";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  messages: readonly MessageView[];
  divider?: number | null;
  inThread?: boolean;
  onReply?: (message: MessageView) => void;
}

export function MessageRows({ visit, ui, messages, divider = null, inThread = false, onReply }: Props) {
  // A daily room has the days of its space, wherever its readers are.
  const zone = visit.view.value?.day?.zone;
  const focused = useSignal<number | null>(null);
  const stop = messages.some((message) => message.id === focused.value)
    ? focused.value
    : (messages.at(-1)?.id ?? null);
  const actionsOf = (id: number) => {
    const message = messages.find((each) => each.id === id);
    if (message === undefined) return [];
    return messageItems(visit, ui, message, onReply === undefined ? undefined : () => onReply(message));
  };
  return (
    <div
      class="message-rows"
      role="group"
      onFocusIn={(event) => {
        focused.value = idOf(event.target);
      }}
      onKeyDown={(event) => {
        onArrow(event);
        onMessageKey(event, (id) => actionsOf(id));
      }}
    >
      {messages.map((message, index) => (
        <Fragment key={message.id}>
          <Separators message={message} previous={messages[index - 1]} divider={divider} zone={zone} />
          <MessageRow
            visit={visit}
            ui={ui}
            message={message}
            grouped={isGrouped(message, messages[index - 1], divider, zone)}
            inThread={inThread}
            reachable={message.id === stop}
            onReply={onReply === undefined ? undefined : () => onReply(message)}
          />
        </Fragment>
      ))}
    </div>
  );
}

function idOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-message]") : null;
  return row === null ? null : Number(row.dataset.message);
}

/** Up and down between messages, as in a list; the keys of a field or a menu in them stay theirs. */
function onArrow(event: KeyboardEvent): void {
  const { target } = event;
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  if (!(target instanceof Element) || target.closest("[role=menu], input, textarea") !== null) return;
  const row = target.closest("article");
  const rows = [...(row?.parentElement?.querySelectorAll("article") ?? [])];
  const next = rows[rows.indexOf(row as HTMLElement) + (event.key === "ArrowUp" ? -1 : 1)];
  if (row === null || next === undefined) return;
  event.preventDefault();
  next.focus();
}

const KEYS: Readonly<Record<string, string>> = { r: "reply", e: "edit", Delete: "delete" };

/** Single keys while a message itself has the focus: as in its menu, which + opens. */
function onMessageKey(event: KeyboardEvent, actionsOf: (id: number) => readonly MenuItem[]): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || target.tagName !== "ARTICLE" || !shortcutsOn.value) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = target.querySelector<HTMLElement>("[aria-haspopup=menu]");
  const wanted = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const action = actionsOf(idOf(target) ?? 0).find(({ id }) => id === wanted);
  if (event.key === "+") menu?.click();
  else if (action !== undefined) action.onSelect();
  else return;
  // R is a raised hand elsewhere.
  event.stopPropagation();
  event.preventDefault();
}

function isGrouped(
  message: MessageView,
  previous: MessageView | undefined,
  divider: number | null,
  zone: string | undefined,
): boolean {
  if (message.id === divider || message.reply_to !== null || startsDay(message, previous, zone)) return false;
  return continues(previous, message);
}

function startsDay(
  message: MessageView,
  previous: MessageView | undefined,
  zone: string | undefined,
): boolean {
  return previous === undefined || dayNumber(previous.at, zone) !== dayNumber(message.at, zone);
}

function Separators(props: {
  message: MessageView;
  previous: MessageView | undefined;
  divider: number | null;
  zone: string | undefined;
}) {
  const { message, previous, divider, zone } = props;
  return (
    <>
      {startsDay(message, previous, zone) && (
        <p class="day" data-testid="day">
          {dayName(message.at, Date.now() / 1000, zone)}
        </p>
      )}
      {message.id === divider && (
        <p class="divider" data-testid="unread-divider">
          <span>{t("chat_new")}</span>
        </p>
      )}
    </>
  );
}
