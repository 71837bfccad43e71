/* An answer in place, as it would be given in the room. What was written stays when the room refuses, or when somebody
   else was faster. */
import { useSignal } from "@preact/signals";
import { Send } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { answerByVerdict, answeredBy, answerInWords } from "../../core/board_answers";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import { isOpen } from "../../core/obligations";
import { type BoardItem, VERDICTS, type Verdict } from "../../core/wire.gen";
import { notify } from "../announcer";
import { refusalOf } from "../ask";
import { overText } from "../obligations/mark";
import { Refusal } from "../refusal";
import { TextArea } from "../text_area";
import { counterOf } from "./board_row";

const MAX_ANSWER = 4000;

export function AnswerForm({ item, onClose }: { item: BoardItem; onClose(): void }) {
  const { obligation } = item;
  const form = useRef<HTMLFormElement>(null);
  const post = useRef(new PostId());
  const text = useSignal("");
  const verdict = useSignal<Verdict>("acted");
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const inWords = answeredBy(obligation) === "words";
  useEffect(() => form.current?.querySelector<HTMLElement>("select, textarea")?.focus(), []);
  const written = text.value.trim();
  const send = async () => {
    const command = inWords
      ? answerInWords(obligation, written, post.current)
      : answerByVerdict(obligation, verdict.value, written);
    if (command === null || busy.value || (inWords && written === "")) return;
    busy.value = true;
    refusal.value = await refusalOf(counterOf(item), command);
    busy.value = false;
    if (refusal.value !== null) return;
    notify(t("ops_answer_sent"));
    onClose();
  };
  return (
    <form
      ref={form}
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing) onClose();
      }}
      data-testid="board-answer-form"
    >
      {!isOpen(obligation) && (
        <p class="hint hint--warn" role="status">
          {t("ops_answer_over", { state: overText(obligation) })}
        </p>
      )}
      {!inWords && <VerdictField value={verdict.value} onChoose={(chosen) => (verdict.value = chosen)} />}
      <TextArea
        label={inWords ? t("ops_answer_field", { text: obligation.excerpt }) : t("ops_report_note")}
        placeholder={inWords ? t("ops_answer_placeholder") : ""}
        value={text}
        maxLength={MAX_ANSWER}
        onEnter={() => void send()}
        testId="board-answer-text"
      />
      <Refusal text={refusal.value} />
      <div class="board-buttons">
        <button
          type="submit"
          class="button button--small button--primary"
          disabled={busy.value || (inWords && written === "")}
          data-testid="board-answer-send"
        >
          <Send size={16} aria-hidden="true" />
          {t("ops_send")}
        </button>
        <button type="button" class="button button--small button--quiet" onClick={onClose}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}

function VerdictField({ value, onChoose }: { value: Verdict; onChoose(verdict: Verdict): void }) {
  return (
    <label class="field">
      <span class="field-label">{t("ops_report_verdict")}</span>
      <select
        class="input"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Verdict)}
        data-testid="board-verdict"
      >
        {VERDICTS.map((each) => (
          <option key={each} value={each}>
            {t(`outcome_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
