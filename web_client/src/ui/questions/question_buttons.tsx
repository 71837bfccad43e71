/* The buttons below a question: what is likely at once, the rest behind "more". */
import { useSignal } from "@preact/signals";
import {
  ArrowDown,
  ArrowUp,
  Check,
  Ellipsis,
  Eye,
  Hand,
  type LucideIcon,
  Merge,
  MessageSquareText,
  MicVocal,
  Pencil,
  Pin,
  RotateCcw,
  Send,
  Split,
  SquareArrowOutUpRight,
  Trash2,
  Undo2,
  X,
} from "lucide-preact";
import { t } from "../../core/i18n";
import { actionsFor, isMine, type QuestionAction } from "../../core/question_actions";
import { isStaff } from "../../core/rules";
import type { AnyClientCommand } from "../../core/wire.gen";
import { ask } from "../ask";
import type { CardProps } from "./question_card";
import type { QuestionForm } from "./question_desk";

const SHOWN_AT_ONCE = 2;

const ICONS: Readonly<Record<QuestionAction, LucideIcon>> = {
  submit: Send,
  edit: Pencil,
  withdraw: Trash2,
  raise_hand: Hand,
  approve: Check,
  answer_live: MicVocal,
  focus: Pin,
  unfocus: Undo2,
  solve: Check,
  stop: Undo2,
  write: MessageSquareText,
  dismiss: X,
  merge: Merge,
  unmerge: Split,
  defer: SquareArrowOutUpRight,
  reopen: RotateCcw,
  unmask: Eye,
};

/** What is done at once. The others open a form. */
const AT_ONCE: Readonly<Partial<Record<QuestionAction, (id: number) => AnyClientCommand>>> = {
  submit: (id) => ({ t: "submit_question", id }),
  withdraw: (id) => ({ t: "withdraw_question", id }),
  raise_hand: (question) => ({ t: "raise_hand", question }),
  approve: (id) => ({ t: "approve_question", id }),
  answer_live: (id) => ({ t: "start_answer", id }),
  focus: (id) => ({ t: "focus_question", id }),
  unfocus: () => ({ t: "focus_question", id: null }),
  stop: (id) => ({ t: "end_answer", id, answered: false }),
  unmerge: (id) => ({ t: "unmerge_question", id }),
  defer: (id) => ({ t: "defer_question", id }),
};

const FORMS: Readonly<Partial<Record<QuestionAction, QuestionForm>>> = {
  edit: "edit",
  write: "answer",
  solve: "solve",
  dismiss: "dismiss",
  merge: "merge",
  reopen: "reopen",
  unmask: "unmask",
};

export function QuestionButtons(props: CardProps) {
  const { visit, view, question } = props;
  const more = useSignal(false);
  const viewer = { id: visit.me.value, role: visit.role.value };
  const actions = actionsFor(question, viewer).filter((action) => action !== "raise_hand" || view.has_media);
  const sorting = isStaff(viewer.role) && view.questions.order === "manual" && question.state === "queued";
  if (actions.length === 0) return null;
  const shown = more.value ? actions : actions.slice(0, SHOWN_AT_ONCE);
  return (
    <div class="question-buttons">
      {shown.map((action) => (
        <ActionButton key={action} {...props} action={action} />
      ))}
      {sorting && <SortButtons {...props} />}
      {actions.length > SHOWN_AT_ONCE && (
        <button
          type="button"
          class="icon-button icon-button--small"
          aria-label={t("more_actions")}
          title={t("more_actions")}
          aria-expanded={more.value}
          onClick={() => {
            more.value = !more.value;
          }}
          data-testid="question-more"
        >
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

function ActionButton({ visit, desk, question, action }: CardProps & { action: QuestionAction }) {
  const Icon = ICONS[action];
  const mine = isMine(question, { id: visit.me.value, role: visit.role.value });
  const press = () => {
    const form = FORMS[action];
    const command = AT_ONCE[action]?.(question.id);
    if (form !== undefined) desk.show(form, question.id);
    if (command !== undefined) void ask(visit.session, command);
  };
  return (
    <button
      type="button"
      class={action === "solve" ? "button button--small button--primary" : "button button--small"}
      onClick={press}
      data-testid={`question-${action.replaceAll("_", "-")}`}
    >
      <Icon size={16} aria-hidden="true" />
      {t(action === "reopen" && mine ? "act_reopen_own" : `act_${action}`)}
    </button>
  );
}

/** `place` counts from 1 on the page, and from 0 in the room. */
function SortButtons({ visit, question, place }: CardProps) {
  if (place === null) return null;
  const move = (to: number) => void ask(visit.session, { t: "move_question", id: question.id, place: to });
  return (
    <>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("question_up")}
        title={t("question_up")}
        disabled={place === 1}
        onClick={() => move(place - 2)}
        data-testid="question-up"
      >
        <ArrowUp size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        class="icon-button icon-button--small"
        aria-label={t("question_down")}
        title={t("question_down")}
        onClick={() => move(place)}
        data-testid="question-down"
      >
        <ArrowDown size={18} aria-hidden="true" />
      </button>
    </>
  );
}
