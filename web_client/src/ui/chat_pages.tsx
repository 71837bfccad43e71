/* The other pages of the chat panel: one thread, the important messages, what a search found, a place in the past. */
import { ArrowLeft, Search } from "lucide-preact";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import type { MessageWindow, WindowQuery } from "../core/message_window";
import { dayName, timeOfDay } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { Composer } from "./composer";
import { MessageSkeleton } from "./message_list";
import { excerptOf, findMessage } from "./message_parts";
import { MessageRow } from "./message_row";
import { MessageRows } from "./message_rows";
import { PendingRow } from "./pending_row";
import type { RoomUi } from "./room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
}

export function PageHead({
  ui,
  title,
  children,
}: {
  ui: RoomUi;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="chat-head">
      <button
        type="button"
        class="icon-button"
        aria-label={t("chat_back")}
        title={t("chat_back")}
        onClick={() => ui.showChat({ page: "all" })}
        data-testid="chat-back"
      >
        <ArrowLeft size={20} aria-hidden="true" />
      </button>
      <h2 class="chat-title">{title}</h2>
      {children}
    </div>
  );
}

/** A part of the messages for as long as the page shows; another query is another part. */
export function useWindow(visit: Visit, query: WindowQuery): MessageWindow {
  const { session } = visit;
  const window = useMemo(() => session.openWindow(query), [session, JSON.stringify(query)]);
  useEffect(() => () => session.closeWindow(window), [window]);
  return window;
}

export function ThreadPage({ visit, ui, first }: Props & { first: MessageView }) {
  const window = useWindow(visit, { of: "thread", first: first.id });
  const scroller = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const now = findMessage(visit, first.id) ?? first;
  const replies = window.messages.value.filter((message) => message.id !== first.id);
  const pending = visit.session.posting.outbox.value.filter((post) => post.draft.reply_to === first.id);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [replies.length, pending.length]);
  return (
    <div class="chat" data-testid="thread">
      <PageHead ui={ui} title={t("chat_thread")} />
      <Scroll label={t("chat_thread")} scroller={scroller}>
        <MessageRow visit={visit} ui={ui} message={now} grouped={false} inThread />
        <WindowBody window={window} keepsRows>
          <MessageRows visit={visit} ui={ui} scroller={scroller} messages={replies} inThread />
        </WindowBody>
        {pending.map((post) => (
          <PendingRow key={post.cid} visit={visit} post={post} />
        ))}
        <div ref={end} />
      </Scroll>
      <Composer visit={visit} ui={ui} />
    </div>
  );
}

export function ImportantPage({ visit, ui }: Props) {
  const window = useWindow(visit, { of: "important" });
  const scroller = useRef<HTMLDivElement>(null);
  const messages = window.messages.value;
  useEffect(() => ui.markImportantSeen(), [messages]);
  return (
    <div class="chat" data-testid="important-lane">
      <PageHead ui={ui} title={t("chat_important")} />
      <Scroll label={t("chat_important")} scroller={scroller}>
        <WindowBody window={window}>
          {messages.length === 0 && <p class="hint">{t("chat_important_empty")}</p>}
          <MessageRows visit={visit} ui={ui} scroller={scroller} messages={messages} />
        </WindowBody>
      </Scroll>
    </div>
  );
}

export function AroundPage({ visit, ui, id }: Props & { id: number }) {
  const window = useWindow(visit, { of: "around", id });
  const scroller = useRef<HTMLDivElement>(null);
  const messages = window.messages.value;
  return (
    <div class="chat" data-testid="around">
      <PageHead ui={ui} title={t("chat_around")} />
      <Scroll label={t("chat_around")} scroller={scroller}>
        <WindowBody window={window}>
          <MessageRows visit={visit} ui={ui} scroller={scroller} messages={messages} />
        </WindowBody>
      </Scroll>
    </div>
  );
}

export function SearchResults({ visit, ui, text }: Props & { text: string }) {
  const window = useWindow(visit, { of: "search", text });
  const found = [...window.messages.value].reverse();
  return (
    <WindowBody window={window} newestFirst>
      {found.length === 0 && (
        <p class="hint" role="status">
          {t("chat_search_none")}
        </p>
      )}
      <ul class="results" data-testid="search-results">
        {found.map((message) => (
          <li key={message.id}>
            <button
              type="button"
              class="result"
              onClick={() => ui.jumpTo(message.id)}
              data-testid="search-result"
              data-message={message.id}
            >
              <span class="result-head">
                <strong>{message.author_name}</strong>
                <span>
                  {dayName(message.at, Date.now() / 1000)} {timeOfDay(message.at)}
                </span>
              </span>
              <span class="result-text">{excerptOf(message)}</span>
            </button>
          </li>
        ))}
      </ul>
    </WindowBody>
  );
}

export function SearchHint() {
  return (
    <p class="hint search-hint">
      <Search size={18} aria-hidden="true" />
      {t("chat_search_start")}
    </p>
  );
}

export function Scroll(props: {
  label: string;
  fromTop?: boolean;
  scroller?: RefObject<HTMLDivElement>;
  children: ComponentChildren;
}) {
  const { label, fromTop = false, scroller, children } = props;
  return (
    <div
      {...(scroller === undefined ? {} : { ref: scroller })}
      class={fromTop ? "messages messages--found" : "messages"}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      {children}
    </div>
  );
}

interface WindowBodyProps {
  window: MessageWindow;
  /** Show what there is while it is read: there is more around it. */
  keepsRows?: boolean;
  /** The button for older ones stands at the end. */
  newestFirst?: boolean;
  children: ComponentChildren;
}

function WindowBody({ window, keepsRows = false, newestFirst = false, children }: WindowBodyProps) {
  const { state, more, messages } = window;
  if (state.value === "failed")
    return (
      <p class="message-note message-note--failed" role="alert">
        {t("chat_load_failed")}
        <button type="button" class="button button--small" onClick={() => void window.load()}>
          {t("try_again")}
        </button>
      </p>
    );
  if (state.value === "loading" && messages.value.length === 0 && !keepsRows) return <MessageSkeleton />;
  const older = more.value && (
    <button
      type="button"
      class="button button--quiet older"
      disabled={state.value === "loading"}
      onClick={() => void window.loadOlder()}
    >
      {t("chat_load_older")}
    </button>
  );
  return (
    <>
      {!newestFirst && older}
      {children}
      {newestFirst && older}
    </>
  );
}
