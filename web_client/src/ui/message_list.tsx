/* The newest of the conversation: it stays at its end while one is there, and keeps its place while one reads up. */
import { useSignal } from "@preact/signals";
import { ArrowDown, MessageSquare } from "lucide-preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type TextKey, t } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { MessageView, RoomView } from "../core/wire.gen";
import { MessageCard } from "./card";
import { MessageRows } from "./message_rows";
import { HeldRow, PendingRow } from "./pending_row";
import type { RoomUi } from "./room_ui";

/** Nearer to the end than this counts as being there. */
const END_PX = 48;

export function MessageList({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const { older, view } = visit.session.state.value;
  const { timeline, earlier } = useToday(visit, ui);
  const outbox = visit.session.posting.outbox.value;
  const held = view?.moderation.own.held ?? [];
  const list = useRef<HTMLDivElement>(null);
  const { atEnd, onScroll, toEnd } = useEnd(list, ui, outbox.at(-1)?.cid);
  const onReply = useCallback((message: MessageView) => ui.reply(message), [ui]);

  if (view === null) return <MessageSkeleton />;
  const empty = timeline.length + outbox.length + held.length === 0;
  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={list}
        onScroll={onScroll}
        role="log"
        // Old messages that scrolling brings into the document are no news.
        aria-live={atEnd ? "polite" : "off"}
        aria-label={t("chat")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        data-testid="chat-list"
      >
        {earlier !== null && (
          <button
            type="button"
            class="button button--quiet older"
            onClick={earlier.toggle}
            data-testid={earlier.shown ? "only-today" : "earlier-days"}
          >
            {earlier.shown ? t("chat_only_today") : t("chat_earlier_days")}
          </button>
        )}
        {older && (earlier === null || earlier.shown) && <OlderButton visit={visit} />}
        {empty && (
          <MessageCard icon={MessageSquare} title={t("chat_empty_title")} text={t(emptyText(view))} />
        )}
        <MessageRows
          visit={visit}
          ui={ui}
          scroller={list}
          messages={timeline}
          divider={ui.divider.value}
          onReply={onReply}
        />
        {held.map((each) => (
          <HeldRow key={each.number} visit={visit} ui={ui} held={each} />
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

function emptyText({ archived, purpose }: RoomView): TextKey {
  if (archived) return "room_archived_about";
  return purpose === "questions" ? "chat_empty_text" : "chat_empty_talk";
}

/** A daily room shows what was said today, until somebody wants the days before, or is led to a message of them. */
function useToday(visit: Visit, ui: RoomUi) {
  const { timeline, view } = visit.session.state.value;
  const wanted = useSignal("");
  const day = view?.day ?? null;
  const pointed = ui.pointedAt.value;
  useLayoutEffect(() => {
    if (day !== null && pointed !== null && pointed <= day.after) wanted.value = day.date;
  }, [day, pointed]);
  if (day === null || day.after === 0) return { timeline, earlier: null };
  const shown = wanted.value === day.date;
  const toggle = () => {
    wanted.value = shown ? "" : day.date;
  };
  return {
    timeline: shown ? timeline : timeline.filter((message) => message.id > day.after),
    earlier: { shown, toggle },
  };
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

export function MessageSkeleton() {
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
    const stay = () => {
      if (atEnd.value) toEnd();
    };
    const observer = new ResizeObserver(stay);
    const element = list.current;
    if (element !== null) observer.observe(element);
    // Pictures and formulas arrive later than the words around them.
    const contents = new MutationObserver(stay);
    if (element !== null)
      contents.observe(element, { childList: true, subtree: true, attributeFilter: ["style"] });
    element?.addEventListener("load", stay, { capture: true });
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      observer.disconnect();
      contents.disconnect();
      element?.removeEventListener("load", stay, { capture: true });
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);
  useLayoutEffect(() => {
    if (sent !== undefined) toEnd();
  }, [sent]);
  const pointing = ui.pointedAt.value !== null;
  useLayoutEffect(() => {
    if (pointing) atEnd.value = false;
    else onScroll();
  }, [pointing]);
  useLayoutEffect(() => {
    if (!isRead()) ui.placeDivider();
    if (atEnd.value) toEnd();
  });
  return { atEnd: atEnd.value, onScroll, toEnd };
}
