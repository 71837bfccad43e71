/* A new poll: what is asked, two to ten options, who sees what, and how long. */
import { type Signal, useSignal } from "@preact/signals";
import { Plus, X } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import type { Visit } from "../../core/visit";
import { type OpenPoll, POLL_KINDS, type PollKind } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { Check } from "../check";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";

const FEWEST = 2;
const MOST = 10;
const MAX_LINE = 200;

interface Option {
  readonly key: number;
  readonly text: string;
  readonly right: boolean;
}

/** What is being written: one signal per field. */
function usePoll() {
  return {
    question: useSignal(""),
    kind: useSignal<PollKind>("single"),
    options: useSignal<readonly Option[]>([newOption(0), newOption(1)]),
    anonymous: useSignal(true),
    live: useSignal(false),
    minutes: useSignal(""),
    refusal: useSignal<string | null>(null),
  };
}

type Draft = ReturnType<typeof usePoll>;

function newOption(key: number): Option {
  return { key, text: "", right: false };
}

export function PollDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const draft = usePoll();
  const post = useRef(new PostId());
  const poll = written(draft);
  const open = async () => {
    if (poll === null) return;
    draft.refusal.value = await refusalOf(visit.session, post.current.under(poll));
    if (draft.refusal.value === null) onClose();
  };
  return (
    <Dialog title={t("poll_new")} onClose={onClose} testId="poll-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <TextField label={t("poll_question")} value={draft.question} testId="poll-question" />
        <KindField value={draft.kind} />
        <Options draft={draft} />
        <Check label={t("poll_anonymous_label")} value={draft.anonymous} testId="poll-anonymous" />
        {draft.kind.value !== "quiz" && (
          <Check label={t("poll_live_label")} value={draft.live} testId="poll-live" />
        )}
        <TextField label={t("poll_minutes")} value={draft.minutes} number testId="poll-minutes" />
        <Refusal text={draft.refusal.value} />
        <button type="submit" class="button button--primary" disabled={poll === null} data-testid="poll-open">
          {t("poll_open")}
        </button>
      </form>
    </Dialog>
  );
}

/** Empty lines are no options. Null while it cannot be opened. */
function written(draft: Draft): Omit<OpenPoll, "cid"> | null {
  const kind = draft.kind.value;
  const options = draft.options.value.filter((option) => option.text.trim() !== "");
  const right = kind === "quiz" ? options.flatMap((option, index) => (option.right ? [index] : [])) : [];
  const question = draft.question.value.trim();
  if (question === "" || options.length < FEWEST || (kind === "quiz" && right.length === 0)) return null;
  const seconds = Math.round(Number(draft.minutes.value) * 60);
  return {
    t: "open_poll",
    question,
    kind,
    options: options.map((option) => option.text.trim()),
    anonymous: draft.anonymous.value,
    live: draft.live.value && kind !== "quiz",
    right,
    seconds: seconds > 0 ? seconds : null,
  };
}

interface TextProps {
  label: string;
  value: Signal<string>;
  number?: boolean;
  testId: string;
}

function TextField({ label, value, number, testId }: TextProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        dir="auto"
        {...(number ? { type: "number", min: 0.5, step: 0.5, max: 1440 } : { maxLength: MAX_LINE })}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
        data-testid={testId}
      />
    </div>
  );
}

function KindField({ value }: { value: Signal<PollKind> }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("poll_kind")}</label>
      <select
        id={id}
        class="input"
        value={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.value as PollKind;
        }}
        data-testid="poll-kind"
      >
        {POLL_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`poll_kind_${kind}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Options({ draft }: { draft: Draft }) {
  const options = draft.options.value;
  const change = (key: number, changes: Partial<Option>) => {
    draft.options.value = options.map((option) => (option.key === key ? { ...option, ...changes } : option));
  };
  const add = () => {
    draft.options.value = [...options, newOption(Math.max(...options.map(({ key }) => key)) + 1)];
  };
  const remove = (key: number) => {
    draft.options.value = options.filter((option) => option.key !== key);
  };
  return (
    <fieldset class="choices">
      <legend>{t("poll_options")}</legend>
      {options.map((option, index) => (
        <div key={option.key} class="option-row">
          {draft.kind.value === "quiz" && (
            <input
              type="checkbox"
              aria-label={t("poll_option_right", { number: index + 1 })}
              title={t("poll_option_right", { number: index + 1 })}
              checked={option.right}
              onChange={(event) => change(option.key, { right: event.currentTarget.checked })}
              data-testid="poll-option-right"
            />
          )}
          <input
            class="input"
            dir="auto"
            aria-label={t("poll_option", { number: index + 1 })}
            placeholder={t("poll_option", { number: index + 1 })}
            maxLength={MAX_LINE}
            value={option.text}
            onInput={(event) => change(option.key, { text: event.currentTarget.value })}
            data-testid="poll-option-text"
          />
          {options.length > FEWEST && (
            <button
              type="button"
              class="icon-button"
              aria-label={t("poll_option_remove", { number: index + 1 })}
              onClick={() => remove(option.key)}
            >
              <X size={18} aria-hidden="true" />
            </button>
          )}
        </div>
      ))}
      {options.length < MOST && (
        <button
          type="button"
          class="button button--small field-button"
          onClick={add}
          data-testid="poll-option-add"
        >
          <Plus size={16} aria-hidden="true" />
          {t("poll_option_add")}
        </button>
      )}
    </fieldset>
  );
}
