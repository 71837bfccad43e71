/* The forms that a question's buttons open, below the question itself. Each gives one command; a refusal stays with it. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import { isOpen } from "../../core/question_actions";
import { isStaff } from "../../core/rules";
import { similarTo } from "../../core/similar";
import type { Visit } from "../../core/visit";
import {
  type AnyClientCommand,
  DISMISS_REASONS,
  type DismissReason,
  type QuestionView,
  type RoomView,
} from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { Check } from "../check";
import { Refusal } from "../refusal";
import { TextArea } from "../text_area";
import type { QuestionDesk, QuestionForm } from "./question_desk";

interface Props {
  visit: Visit;
  view: RoomView;
  desk: QuestionDesk;
  question: QuestionView;
}

export function OpenQuestionForm(props: Props) {
  const open = props.desk.open.value;
  if (open === null || open.question !== props.question.id) return null;
  const Form = FORMS[open.form];
  return <Form {...props} />;
}

const FORMS: Readonly<Record<QuestionForm, (props: Props) => ComponentChildren>> = {
  answer: AnswerForm,
  dismiss: DismissForm,
  edit: EditForm,
  merge: MergeForm,
  reopen: ReopenForm,
  solve: SolveForm,
  unmask: UnmaskForm,
};

const MAX_ANSWER = 4000;
const MAX_NOTE = 500;
const SHORTEST_REASON = 3;

interface FrameProps extends Props {
  title: string;
  submit: string;
  /** Null while it cannot be sent. */
  command: AnyClientCommand | null;
  children: ComponentChildren;
}

/** Focus goes to its first field; Escape and "cancel" close it. */
function FormFrame({ visit, desk, title, submit, command, children }: FrameProps) {
  const form = useRef<HTMLFormElement>(null);
  const heading = useId();
  const refusal = useSignal<string | null>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("textarea, select, input")?.focus();
    form.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const send = async () => {
    if (command === null) return;
    refusal.value = await refusalOf(visit.session, command);
    if (refusal.value === null) desk.close();
  };
  return (
    <form
      ref={form}
      class="question-form"
      aria-labelledby={heading}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.stopPropagation();
        desk.close();
      }}
      data-testid="question-form"
    >
      <h3 id={heading}>{title}</h3>
      {children}
      <Refusal text={refusal.value} />
      <div class="form-buttons">
        <button
          type="submit"
          class="button button--primary button--small"
          disabled={command === null}
          data-testid="question-form-send"
        >
          {submit}
        </button>
        <button type="button" class="button button--quiet button--small" onClick={() => desk.close()}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}

function Note({ label, value }: { label: string; value: Signal<string> }) {
  return <TextArea label={label} value={value} maxLength={MAX_NOTE} testId="question-form-note" />;
}

function AnswerForm(props: Props) {
  const text = useSignal("");
  const personal = useSignal(false);
  const post = useRef(new PostId());
  const written = text.value.trim();
  const answer = {
    t: "write_answer",
    question: props.question.id,
    text: written,
    private: personal.value,
  } as const;
  return (
    <FormFrame
      {...props}
      title={t("form_answer_title")}
      submit={t("form_answer_send")}
      command={written === "" ? null : post.current.under(answer)}
    >
      <TextArea label={t("form_answer_text")} value={text} maxLength={MAX_ANSWER} testId="answer-text" />
      {isStaff(props.visit.role.value) && (
        <Check label={t("answer_private")} value={personal} testId="answer-private" />
      )}
    </FormFrame>
  );
}

function SolveForm(props: Props) {
  const note = useSignal("");
  const command: AnyClientCommand = { t: "end_answer", id: props.question.id, note: note.value.trim() };
  return (
    <FormFrame {...props} title={t("form_solve_title")} submit={t("act_solve")} command={command}>
      <Note label={t("form_solve_note")} value={note} />
    </FormFrame>
  );
}

function DismissForm(props: Props) {
  const id = useId();
  const reason = useSignal<DismissReason>("off_topic");
  const note = useSignal("");
  const command: AnyClientCommand = {
    t: "dismiss_question",
    id: props.question.id,
    reason: reason.value,
    note: note.value.trim(),
  };
  return (
    <FormFrame {...props} title={t("form_dismiss_title")} submit={t("act_dismiss")} command={command}>
      <div class="field">
        <label for={id}>{t("form_dismiss_reason")}</label>
        <select
          id={id}
          class="input"
          value={reason.value}
          onChange={(event) => {
            reason.value = event.currentTarget.value as DismissReason;
          }}
          data-testid="dismiss-reason"
        >
          {DISMISS_REASONS.map((each) => (
            <option key={each} value={each}>
              {t(`dismissed_${each}`)}
            </option>
          ))}
        </select>
      </div>
      <Note label={t("form_dismiss_note")} value={note} />
    </FormFrame>
  );
}

function MergeForm(props: Props) {
  const { question, view } = props;
  const name = useId();
  const others = view.questions.items.filter((other) => isOpen(other) && other.id !== question.id);
  const likely = similarTo(question.text, others);
  const rest = others.filter((other) => !likely.includes(other));
  const into = useSignal<number | null>(likely[0]?.id ?? null);
  const command: AnyClientCommand | null =
    into.value === null ? null : { t: "merge_questions", id: question.id, into: into.value };
  return (
    <FormFrame {...props} title={t("form_merge_title")} submit={t("act_merge")} command={command}>
      {others.length === 0 && <p class="hint">{t("form_merge_none")}</p>}
      <fieldset class="choices">
        <legend>{t("form_merge_into")}</legend>
        {[...likely, ...rest].map((other) => (
          <label key={other.id} class="choice">
            <input
              type="radio"
              name={name}
              checked={into.value === other.id}
              onChange={() => {
                into.value = other.id;
              }}
              data-testid="merge-into"
              data-question={other.id}
            />
            <span dir="auto">{other.text}</span>
            {likely.includes(other) && <span class="pill pill--info">{t("form_merge_likely")}</span>}
          </label>
        ))}
      </fieldset>
    </FormFrame>
  );
}

function ReopenForm(props: Props) {
  const note = useSignal("");
  const command: AnyClientCommand = { t: "reopen_question", id: props.question.id, note: note.value.trim() };
  return (
    <FormFrame {...props} title={t("form_reopen_title")} submit={t("act_reopen")} command={command}>
      <Note label={t("form_reopen_note")} value={note} />
    </FormFrame>
  );
}

function EditForm(props: Props) {
  const { id, text: before, tried: triedBefore, expected: expectedBefore } = props.question;
  const text = useSignal(before);
  const tried = useSignal(triedBefore);
  const expected = useSignal(expectedBefore);
  const written = text.value.trim();
  const command: AnyClientCommand = {
    t: "edit_question",
    id,
    text: written,
    tried: tried.value.trim(),
    expected: expected.value.trim(),
  };
  return (
    <FormFrame
      {...props}
      title={t("form_edit_title")}
      submit={t("save")}
      command={written === "" ? null : command}
    >
      <TextArea label={t("question_field")} value={text} maxLength={2000} testId="edit-text" />
      <TextArea label={t("question_tried")} value={tried} maxLength={1000} testId="edit-tried" />
      <TextArea label={t("question_expected")} value={expected} maxLength={1000} testId="edit-expected" />
    </FormFrame>
  );
}

/** Who asked is then shown with the question, to this operator alone; the log keeps that it was, and why. */
function UnmaskForm(props: Props) {
  const reason = useSignal("");
  const given = reason.value.trim();
  const command: AnyClientCommand = { t: "unmask_question", id: props.question.id, reason: given };
  return (
    <FormFrame
      {...props}
      title={t("form_unmask_title")}
      submit={t("act_unmask")}
      command={given.length < SHORTEST_REASON ? null : command}
    >
      <TextArea
        label={t("form_unmask_reason")}
        value={reason}
        maxLength={MAX_NOTE}
        testId="question-form-note"
      />
    </FormFrame>
  );
}
