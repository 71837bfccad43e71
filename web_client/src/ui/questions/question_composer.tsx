/* Where one asks: text, the background that helps to answer, and the questions that are nearly the same. */
import { useSignal } from "@preact/signals";
import { Send } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { isOpen, mayVote } from "../../core/question_actions";
import { similarTo } from "../../core/similar";
import type { Visit } from "../../core/visit";
import type { AskQuestion, QuestionView, RoomView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { refusalOf } from "../ask";
import { Check } from "../check";
import { FoundAnswers, useAnswerSearch } from "../obligations/found_answers";
import { Refusal } from "../refusal";
import { RichLine } from "../rich_text";
import { TextArea } from "../text_area";
import type { QuestionDesk } from "./question_desk";

const MAX_QUESTION = 2000;
const MAX_BACKGROUND = 1000;
/** With fewer people here, everybody guesses who asked. */
const ANONYMOUS_FROM = 5;

interface Props {
  visit: Visit;
  view: RoomView;
  desk: QuestionDesk;
}

export function QuestionComposer({ visit, view, desk }: Props) {
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const ask = async (draft: boolean) => {
    if (desk.text.value.trim() === "" || busy.value) return;
    const question = written(desk, draft);
    const byKeyboard = form.current?.querySelector("button:focus-visible") !== null;
    busy.value = true;
    refusal.value = await refusalOf(visit.session, desk.post.under(question));
    busy.value = false;
    // Whoever has written on meanwhile keeps it.
    if (refusal.value === null && desk.text.value.trim() === question.text) desk.clear();
    // A button that is of no use now loses the focus; where it comes from is the field.
    if (byKeyboard) form.current?.querySelector("textarea")?.focus();
  };
  const search = useAnswerSearch(visit, desk.text.value);
  const take = () => {
    desk.clear();
    notify(t("found_taken"));
  };
  const ready = desk.text.value.trim() !== "" && !busy.value;
  return (
    <form
      ref={form}
      class="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(false);
      }}
      data-testid="question-composer"
    >
      <FoundAnswers answers={search.answers.value} onTake={take} onPutAway={() => search.putAway()} />
      <Similar visit={visit} view={view} desk={desk} />
      <TextArea
        label={t("question_field")}
        placeholder={t("question_placeholder")}
        value={desk.text}
        maxLength={MAX_QUESTION}
        onEnter={() => void ask(false)}
        testId="question-text"
      />
      {desk.text.value.trim() !== "" && <Details view={view} desk={desk} />}
      <Refusal text={refusal.value} />
      <div class="ask-buttons">
        <button type="submit" class="button button--primary" disabled={!ready} data-testid="question-ask">
          <Send size={18} aria-hidden="true" />
          {t("question_ask")}
        </button>
        {ready && (
          <button
            type="button"
            class="button button--quiet"
            onClick={() => void ask(true)}
            data-testid="question-save-draft"
          >
            {t("question_save_draft")}
          </button>
        )}
      </div>
    </form>
  );
}

function written(desk: QuestionDesk, draft: boolean): Omit<AskQuestion, "cid"> {
  const { text, tried, expected, anonymous } = desk;
  return {
    t: "ask_question",
    text: text.value.trim(),
    tried: tried.value.trim(),
    expected: expected.value.trim(),
    anonymous: anonymous.value,
    draft,
  };
}

function Details({ view, desk }: { view: RoomView; desk: QuestionDesk }) {
  const hint = useId();
  const few = desk.anonymous.value && view.members.length < ANONYMOUS_FROM;
  return (
    <>
      <details class="fold" data-testid="question-background">
        <summary>{t("question_background")}</summary>
        <TextArea
          label={t("question_tried")}
          value={desk.tried}
          maxLength={MAX_BACKGROUND}
          testId="question-tried"
        />
        <TextArea
          label={t("question_expected")}
          value={desk.expected}
          maxLength={MAX_BACKGROUND}
          testId="question-expected"
        />
      </details>
      <Check
        label={t("question_anonymous")}
        value={desk.anonymous}
        describedBy={hint}
        testId="question-anonymous"
      />
      <p class={few ? "hint hint--warn" : "hint"} id={hint}>
        {t(few ? "question_anonymous_few" : "question_anonymous_hint")}
      </p>
    </>
  );
}

/** Asked already? A vote is faster than a second question. */
function Similar({ visit, view, desk }: Props) {
  const viewer = { id: visit.me.value, role: visit.role.value };
  const others = view.questions.items.filter((question) => isOpen(question) && mayVote(question, viewer));
  const similar = similarTo(desk.text.value, others);
  if (similar.length === 0) return null;
  return (
    <div class="similar" role="status" data-testid="similar-questions">
      <p class="similar-title">{t("question_similar")}</p>
      <ul>
        {similar.map((question) => (
          <SimilarRow key={question.id} visit={visit} desk={desk} question={question} />
        ))}
      </ul>
    </div>
  );
}

function SimilarRow({ visit, desk, question }: { visit: Visit; desk: QuestionDesk; question: QuestionView }) {
  const vote = async () => {
    const on = { t: "vote_question", id: question.id, on: true } as const;
    if (question.voted || (await refusalOf(visit.session, on)) === null) desk.clear();
  };
  return (
    <li class="similar-row">
      <span dir="auto">
        <RichLine text={question.text} />
      </span>
      <button
        type="button"
        class="button button--small"
        onClick={() => void vote()}
        data-testid="vote-instead"
      >
        {t("question_vote_instead")}
      </button>
    </li>
  );
}
