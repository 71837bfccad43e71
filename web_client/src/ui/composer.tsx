/* Where one writes. Enter sends, but never while an input method is composing: there it chooses a word. */
import { Send } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { plainDraft } from "../core/outbox";
import type { Visit } from "../core/visit";
import { MAX_BODY_LENGTH } from "../core/wire.gen";
import type { RoomUi } from "./room_ui";

/** Key code 229 is what a keydown carries while an input method handles it (UI Events, section 7.3.1). */
const COMPOSING = 229;

export function Composer({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const text = ui.composing.text.value;
  // The server counts code points, a string's length counts UTF-16 units.
  const excess = [...text.trim()].length - MAX_BODY_LENGTH;
  const ready = text.trim() !== "" && excess <= 0;

  const send = () => {
    if (!ready) return;
    visit.session.posting.post(plainDraft(text.trim()));
    ui.composing.text.value = "";
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" for={id}>
        {t("chat_field_label")}
      </label>
      <textarea
        ref={field}
        id={id}
        class="input composer-field"
        rows={1}
        dir="auto"
        placeholder={t("chat_placeholder")}
        title={t("chat_send_hint")}
        value={text}
        enterkeyhint="send"
        onInput={(event) => {
          ui.composing.text.value = event.currentTarget.value;
          visit.session.typing.type();
        }}
        onKeyDown={onKeyDown}
        data-testid="chat-composer"
      />
      <button
        type="submit"
        class="button button--primary composer-send"
        disabled={!ready}
        aria-label={t("chat_send")}
        title={t("chat_send_hint")}
        data-testid="chat-send"
      >
        <Send size={20} aria-hidden="true" />
      </button>
      {excess > 0 && (
        <p class="field-error" role="status">
          {t("chat_too_long", { count: excess })}
        </p>
      )}
    </form>
  );
}
