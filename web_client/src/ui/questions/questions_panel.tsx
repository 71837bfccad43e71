/* The questions tab: what is being answered on top, then the line in the order that the room chose, then what is done. */
import { MessageCircleQuestionMark } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { isMine } from "../../core/question_actions";
import { archive, current, inLine, placeOf } from "../../core/question_order";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { QuestionView, RoomView } from "../../core/wire.gen";
import { MessageCard } from "../card";
import { HandsList } from "../hands/hands_list";
import { WaitingCard } from "../obligations/waiting_card";
import type { RoomUi } from "../room_ui";
import { useWide } from "../wide";
import { QuestionCard } from "./question_card";
import { QuestionComposer } from "./question_composer";
import type { QuestionDesk } from "./question_desk";
import { StaffDesk } from "./staff_desk";

export function QuestionsPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const wide = useWide();
  const view = visit.view.value;
  if (view === null) return null;
  const staff = isStaff(visit.role.value);
  // Where the chat stands beside, the card stands there.
  const isBesideChat = wide && !view.has_media;
  return (
    <div class="questions" data-testid="questions-panel">
      {staff && <StaffDesk visit={visit} view={view} />}
      {!isBesideChat && <WaitingCard key={visit.room} visit={visit} ui={ui} />}
      <div
        class="questions-scroll"
        role="group"
        aria-label={t("questions")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        <HandsList visit={visit} view={view} />
        <QuestionLists visit={visit} view={view} desk={ui.questions} />
      </div>
      {staff ? (
        <details class="fold ask ask--folded">
          <summary>{t("question_field")}</summary>
          <QuestionComposer visit={visit} view={view} desk={ui.questions} />
        </details>
      ) : (
        <div class="ask">
          <QuestionComposer visit={visit} view={view} desk={ui.questions} />
        </div>
      )}
    </div>
  );
}

/** For staff: what waits for an answer or for approval, and every hand. */
export function questionsWaiting(visit: Visit): number {
  const view = visit.view.value;
  if (view === null || !isStaff(visit.role.value)) return 0;
  const waiting = view.questions.items.filter(({ state }) => state === "queued" || state === "held");
  return waiting.length + view.stage.hands.length;
}

interface ListsProps {
  visit: Visit;
  view: RoomView;
  desk: QuestionDesk;
}

function QuestionLists({ visit, view, desk }: ListsProps) {
  const { items, order } = view.questions;
  const line = inLine(view.questions);
  const now = current(items);
  const lists = { visit, view, desk, line };
  const viewer = { id: visit.me.value, role: visit.role.value };
  const mine = (question: QuestionView) => isMine(question, viewer);
  const drafts = items.filter((question) => question.state === "draft" && mine(question));
  const held = items.filter((question) => question.state === "held");
  const done = archive(items).filter((question) => question.state !== "withdrawn");
  return (
    <>
      {now !== null && (
        <Section {...lists} title={t("questions_current")} questions={[now]} testId="current" />
      )}
      <Section {...lists} title={t("questions_held")} questions={held} testId="held" />
      <Section {...lists} title={t("questions_drafts")} questions={drafts} testId="drafts" />
      <Section
        {...lists}
        title={t("questions_line")}
        hint={t(`questions_order_${order}`)}
        questions={line}
        testId="line"
      />
      {now === null && line.length + held.length + drafts.length === 0 && (
        <MessageCard
          icon={MessageCircleQuestionMark}
          title={t(done.length > 0 ? "questions_all_done" : "questions_empty_title")}
          text={t("questions_empty_text")}
        />
      )}
      {done.length > 0 && (
        <details class="fold questions-archive" data-testid="questions-archive">
          <summary>{tn("questions_archive", done.length)}</summary>
          <Cards {...lists} questions={done} />
        </details>
      )}
    </>
  );
}

interface SectionProps extends ListsProps {
  line: readonly QuestionView[];
  questions: readonly QuestionView[];
  title: string;
  hint?: string;
  testId: string;
}

function Section({ title, hint, testId, ...cards }: SectionProps) {
  if (cards.questions.length === 0) return null;
  return (
    <section class={`questions-section questions-section--${testId}`} data-testid={`questions-${testId}`}>
      <h3>
        {title} {testId !== "current" && <span class="count">{cards.questions.length}</span>}
      </h3>
      {hint !== undefined && (
        <p class="hint" data-testid="question-order-shown">
          {hint}
        </p>
      )}
      <Cards {...cards} />
    </section>
  );
}

function Cards({ questions, line, ...card }: Omit<SectionProps, "title" | "hint" | "testId">) {
  return (
    <ol class="question-list">
      {questions.map((question) => (
        <QuestionCard key={question.id} {...card} question={question} place={placeOf(line, question.id)} />
      ))}
    </ol>
  );
}

/** A lounge takes no questions; those that it has from before stay to be seen. */
export function showsQuestions(view: RoomView): boolean {
  return view.purpose !== "lounge" || view.questions.items.length > 0;
}
