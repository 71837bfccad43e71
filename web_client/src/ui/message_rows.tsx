/* Messages under each other: days, groups under one name, the "new" line; arrows go from one to the next. Of very many
   only those near what is seen are in the document. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { shortcutsOn } from "../core/preferences";
import { continues } from "../core/reading";
import { dayName, dayNumber } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { SHORT, useLongList } from "./long_list";
import type { MenuItem } from "./menu";
import { MessageRow } from "./message_row";
import { messageItems } from "./message_tools";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  /** The element around them that scrolls. */
  scroller: RefObject<HTMLElement>;
  messages: readonly MessageView[];
  divider?: number | null;
  inThread?: boolean;
  onReply?: (message: MessageView) => void;
}

export function MessageRows(props: Props) {
  const { visit, ui, scroller, messages, divider = null, inThread = false, onReply } = props;
  // A daily room has the days of its space, wherever its readers are.
  const zone = visit.view.value?.day?.zone;
  const rows = useRef<HTMLDivElement>(null);
  const focused = useSignal<number | null>(null);
  const stop = indexOf(messages, focused.value) ?? messages.length - 1;
  const pointed = indexOf(messages, ui.pointedAt.value);
  const ids = useMemo(() => messages.map((message) => message.id), [messages]);
  const kept = [...new Set([stop - 1, stop, stop + 1, pointed ?? stop])].sort((left, right) => left - right);
  const { parts, measure, toRow } = useLongList({ scroller, rows, ids, kept });
  useLayoutEffect(() => {
    if (pointed !== null && messages.length > SHORT) toRow(pointed);
  }, [pointed]);
  const actionsOf = (id: number) => {
    const message = messages.find((each) => each.id === id);
    if (message === undefined) return [];
    return messageItems(visit, ui, message, onReply === undefined ? undefined : () => onReply(message));
  };
  return (
    <div
      class="message-rows"
      role="group"
      ref={rows}
      onFocusIn={(event) => {
        focused.value = idOf(event.target);
      }}
      onKeyDown={(event) => {
        onArrow(event);
        onMessageKey(event, (id) => actionsOf(id));
      }}
    >
      {parts.map((part) => {
        if (part.is === "gap")
          return (
            <div key={`gap ${part.after}`} class="message-gap" style={{ blockSize: `${part.height}px` }} />
          );
        const message = messages[part.index];
        if (message === undefined) return null;
        const previous = messages[part.index - 1];
        return (
          <div key={message.id} class="message-slot" ref={measure} data-index={part.index}>
            <Separators message={message} previous={previous} divider={divider} zone={zone} />
            <MessageRow
              visit={visit}
              ui={ui}
              message={message}
              grouped={isGrouped(message, previous, divider, zone)}
              inThread={inThread}
              reachable={part.index === stop}
              onReply={onReply}
            />
          </div>
        );
      })}
    </div>
  );
}

/** Null when it is not among them. */
function indexOf(messages: readonly MessageView[], id: number | null): number | null {
  const index = id === null ? -1 : messages.findIndex((message) => message.id === id);
  return index < 0 ? null : index;
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
  const rows = [...(row?.closest(".message-rows")?.querySelectorAll("article") ?? [])];
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
  // R is a reaction over the stage elsewhere.
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
