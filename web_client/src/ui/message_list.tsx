/* The conversation: days, groups, the "new" line, what is still on its way. Text is text: nothing in it is markup. */
import { useSignal } from "@preact/signals";
import { ArrowDown, MessageSquare } from "lucide-preact";
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { continues } from "../core/reading";
import { dayName, dayNumber } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { MessageCard } from "./card";
import { MessageRow, PendingRow } from "./message_row";
import type { RoomUi } from "./room_ui";

/** Nearer to the end than this counts as being there. */
const END_PX = 48;

export function MessageList({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const { timeline, older, view } = visit.session.state.value;
  const outbox = visit.session.posting.outbox.value;
  const list = useRef<HTMLDivElement>(null);
  const { atEnd, onScroll, toEnd } = useEnd(list, ui, outbox.at(-1)?.cid);
  useKeptPlace(list, timeline[0]?.id);

  if (view === null) return <MessageSkeleton />;
  const empty = timeline.length === 0 && outbox.length === 0;
  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={list}
        onScroll={onScroll}
        role="log"
        aria-label={t("chat")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        data-testid="chat-list"
      >
        {older && <OlderButton visit={visit} />}
        {empty && (
          <MessageCard icon={MessageSquare} title={t("chat_empty_title")} text={t("chat_empty_text")} />
        )}
        {timeline.map((message, index) => (
          <Fragment key={message.id}>
            <Separators message={message} previous={timeline[index - 1]} divider={ui.divider.value} />
            <MessageRow
              visit={visit}
              message={message}
              grouped={isGrouped(message, timeline[index - 1], ui.divider.value)}
            />
          </Fragment>
        ))}
        {outbox.map((post) => (
          <PendingRow key={post.cid} visit={visit} post={post} />
        ))}
      </div>
      {!atEnd && (
        <button type="button" class="button jump" onClick={toEnd} data-testid="jump-to-latest">
          <ArrowDown size={16} aria-hidden="true" />
          {ui.unread.value > 0 ? `${t("chat_jump")} (${ui.unread.value})` : t("chat_jump")}
        </button>
      )}
    </div>
  );
}

function isGrouped(message: MessageView, previous: MessageView | undefined, divider: number | null): boolean {
  if (message.id === divider || startsDay(message, previous)) return false;
  return continues(previous, message);
}

function startsDay(message: MessageView, previous: MessageView | undefined): boolean {
  return previous === undefined || dayNumber(previous.at) !== dayNumber(message.at);
}

function Separators(props: {
  message: MessageView;
  previous: MessageView | undefined;
  divider: number | null;
}) {
  const { message, previous, divider } = props;
  return (
    <>
      {startsDay(message, previous) && <p class="day">{dayName(message.at, Date.now() / 1000)}</p>}
      {message.id === divider && (
        <p class="divider" data-testid="unread-divider">
          <span>{t("chat_new")}</span>
        </p>
      )}
    </>
  );
}

function OlderButton({ visit }: { visit: Visit }) {
  const loading = visit.session.loadingOlder.value;
  return (
    <button
      type="button"
      class="button button--quiet older"
      disabled={loading}
      onClick={() => void visit.session.loadOlder()}
      data-testid="load-older"
    >
      {loading ? t("loading") : t("chat_load_older")}
    </button>
  );
}

function MessageSkeleton() {
  return (
    <div class="messages messages--skeleton" role="status" aria-label={t("loading")}>
      <span class="skeleton" />
      <span class="skeleton skeleton--short" />
      <span class="skeleton" />
    </div>
  );
}

/** Stay at the end while there, go there with what one sends oneself (`sent` names the newest of it), and call what was
 shown seen, if somebody looks. */
function useEnd(list: { current: HTMLDivElement | null }, ui: RoomUi, sent: string | undefined) {
  const atEnd = useSignal(true);
  const top = useRef(0);
  const toEnd = () => {
    atEnd.value = true;
    list.current?.scrollTo({ top: list.current.scrollHeight });
    see();
  };
  const isRead = () => atEnd.value && document.visibilityState === "visible";
  const see = () => {
    if (isRead()) ui.markSeen();
  };
  const onScroll = () => {
    const element = list.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    // The field or the banner may have grown since the end was scrolled to: only going up leaves it.
    if (left < END_PX) atEnd.value = true;
    else if (element.scrollTop < top.current) atEnd.value = false;
    top.current = element.scrollTop;
    see();
  };
  useLayoutEffect(() => ui.placeDivider(), []);
  useEffect(() => {
    const onVisible = () => {
      see();
    };
    const observer = new ResizeObserver(() => {
      if (atEnd.value) toEnd();
    });
    if (list.current !== null) observer.observe(list.current);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);
  useLayoutEffect(() => {
    if (sent !== undefined) toEnd();
  }, [sent]);
  useLayoutEffect(() => {
    if (!isRead()) ui.placeDivider();
    if (atEnd.value) toEnd();
  });
  return { atEnd: atEnd.value, onScroll, toEnd };
}

/** When older messages appear above, keep what is being read where it is. */
function useKeptPlace(list: { current: HTMLDivElement | null }, oldest: number | undefined): void {
  const height = useRef(0);
  const before = useRef(oldest);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (before.current !== undefined && oldest !== undefined && oldest < before.current)
      element.scrollTop += element.scrollHeight - height.current;
    before.current = oldest;
    height.current = element.scrollHeight;
  });
}
