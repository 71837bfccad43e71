/*
 * Where one writes: a new message, a reply, or a change to one's last. Enter sends, but never while an input method is
 * composing: there it chooses a word.
 */
import { Check, Paperclip, Send, Star, X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { looksLikeQuestion } from "../core/asking";
import type { Composing } from "../core/composing";
import { t } from "../core/i18n";
import { isStaff } from "../core/rules";
import { MAX_ATTACHMENTS } from "../core/uploads";
import type { Visit } from "../core/visit";
import type { MessageView } from "../core/wire.gen";
import { notify } from "./announcer";
import { refusalOf } from "./ask";
import { AttachmentTray } from "./attachment_tray";
import { ComposerNotice } from "./composer_notice";
import { QuoteProgress } from "./members/quote_progress";
import { MentionList, useMentions } from "./mention_list";
import { FoundAnswers, useAnswerSearch } from "./obligations/found_answers";
import type { RoomUi } from "./room_ui";
import { mustAcceptRules } from "./rules_dialog";
import { rulesWanted } from "./rules_gate";

/** Key code 229 is what a keydown carries while an input method handles it (UI Events, section 7.3.1). */
const COMPOSING = 229;

export function Composer({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const id = useId();
  const { composing } = ui;
  const view = visit.session.state.value.view;
  const mentions = useMentions(composing, view?.members ?? [], field);
  const muted = (view?.moderation.door.muted[visit.me.value] ?? []).includes("text");
  const search = useAnswerSearch(visit, askedIn(visit, composing));
  const take = () => {
    composing.text.value = "";
    notify(t("found_taken"));
  };
  const send = () => {
    if (!composing.isReady || muted) return;
    if (mustAcceptRules(visit)) rulesWanted.value = () => void sendNow(visit, composing);
    else void sendNow(visit, composing);
    field.current?.focus();
  };
  useEffect(() => {
    if (ui.focusField.value > 0) field.current?.focus();
  }, [ui.focusField.value]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === COMPOSING || mentions.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && composing.text.value === "") {
      const last = lastOwn(visit);
      if (last === undefined) return;
      event.preventDefault();
      composing.edit(last);
    } else if (event.key === "Escape" && isAnswering(composing)) {
      event.preventDefault();
      event.stopPropagation();
      stopAnswering(composing);
    }
  };
  const addFiles = (files: Iterable<File>) => {
    const left = composing.uploads.add(visit.room, [...files]);
    if (left > 0) notify(t("attach_too_many", { count: MAX_ATTACHMENTS }));
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        addFiles(event.dataTransfer?.files ?? []);
      }}
    >
      <ComposerNotice visit={visit} ui={ui} />
      <FoundAnswers answers={search.answers.value} onTake={take} onPutAway={() => search.putAway()} />
      <Context composing={composing} />
      <AttachmentTray uploads={composing.uploads} />
      <QuoteProgress visit={visit} composing={composing} />
      {mentions.open && <MentionList mentions={mentions} />}
      <label class="visually-hidden" for={id}>
        {t("chat_field_label")}
      </label>
      <div class="composer-row">
        <Tools visit={visit} composing={composing} onAttach={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            addFiles(event.currentTarget.files ?? []);
            event.currentTarget.value = "";
          }}
          data-testid="file-picker"
        />
        <textarea
          ref={field}
          id={id}
          class="input composer-field"
          rows={1}
          dir="auto"
          placeholder={t(composing.thread === null ? "chat_placeholder" : "reply_in_thread")}
          title={t("chat_send_hint")}
          value={composing.text.value}
          disabled={muted}
          enterkeyhint="send"
          aria-controls={mentions.open ? mentions.listId : undefined}
          aria-activedescendant={mentions.activeId}
          onInput={(event) => {
            composing.text.value = event.currentTarget.value;
            mentions.look();
            visit.session.typing.type();
          }}
          onKeyDown={onKeyDown}
          onBlur={mentions.close}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (files === undefined || files.length === 0) return;
            event.preventDefault();
            addFiles(files);
          }}
          data-testid="chat-composer"
        />
        <SendButton composing={composing} muted={muted} />
      </div>
      {composing.excess > 0 && (
        <p class="field-error" role="status">
          {t("chat_too_long", { count: composing.excess })}
        </p>
      )}
    </form>
  );
}

/** What somebody new to it is about to ask of everybody; "" for anything else. */
function askedIn(visit: Visit, { text, thread, replyTo, editing }: Composing): string {
  const isNew = thread === null && replyTo.value === null && editing.value === null;
  return isNew && !isStaff(visit.role.value) && looksLikeQuestion(text.value) ? text.value : "";
}

async function sendNow(visit: Visit, composing: Composing): Promise<void> {
  const { session } = visit;
  const editing = composing.editing.value;
  if (editing === null) {
    session.posting.post(composing.take(session.state.value.view?.members ?? []));
    return;
  }
  const body = composing.text.value.trim();
  if (body !== editing.body) {
    const refusal = await refusalOf(session, { t: "edit_message", id: editing.id, body });
    if (refusal !== null) {
      notify(refusal);
      return;
    }
  }
  composing.cancelEdit();
}

function lastOwn(visit: Visit): MessageView | undefined {
  const me = visit.me.value;
  return visit.session.state.value.timeline.findLast(
    ({ author, author_kind, state }) => author === me && author_kind === "person" && state === "shown",
  );
}

function isAnswering({ editing, replyTo }: Composing): boolean {
  return editing.value !== null || replyTo.value !== null;
}

function stopAnswering(composing: Composing): void {
  composing.cancelEdit();
  composing.replyTo.value = null;
}

/** Which message is answered or changed. */
function Context({ composing }: { composing: Composing }) {
  const reply = composing.replyTo.value;
  if (composing.editing.value !== null)
    return (
      <ContextBar text={t("editing")} cancel={t("editing_cancel")} onCancel={() => composing.cancelEdit()} />
    );
  if (reply === null) return null;
  return (
    <ContextBar
      text={t("reply_to", { name: reply.author_name })}
      cancel={t("reply_cancel")}
      onCancel={() => stopAnswering(composing)}
    />
  );
}

function ContextBar(props: { text: string; cancel: string; onCancel(): void }): ComponentChildren {
  return (
    <p class="composer-context" data-testid="composer-context">
      <span>{props.text}</span>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={props.cancel}
        title={props.cancel}
        onClick={props.onCancel}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </p>
  );
}

function Tools(props: { visit: Visit; composing: Composing; onAttach(): void }) {
  const { visit, composing } = props;
  if (composing.editing.value !== null) return null;
  const important = composing.important.value;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={t("attach")}
        title={t("attach")}
        onClick={props.onAttach}
        data-testid="attach-button"
      >
        <Paperclip size={20} aria-hidden="true" />
      </button>
      {isStaff(visit.role.value) && (
        <button
          type="button"
          class={important ? "icon-button icon-button--on" : "icon-button"}
          aria-pressed={important}
          aria-label={t("important_toggle")}
          title={t("important_toggle")}
          onClick={() => {
            composing.important.value = !important;
          }}
          data-testid="important-toggle"
        >
          <Star size={20} aria-hidden="true" fill={important ? "currentColor" : "none"} />
        </button>
      )}
    </>
  );
}

function SendButton({ composing, muted }: { composing: Composing; muted: boolean }) {
  const editing = composing.editing.value !== null;
  const Icon = editing ? Check : Send;
  return (
    <button
      type="submit"
      class="button button--primary composer-send"
      disabled={!composing.isReady || muted}
      aria-label={t(editing ? "editing_save" : "chat_send")}
      title={editing ? t("editing_save") : t("chat_send_hint")}
      data-testid="chat-send"
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  );
}
