/* One question: vote, text, whose it is and how long it waits, answers, and what one can do with it. */
import { ChevronUp } from "lucide-preact";
import { useRef } from "preact/hooks";
import { t, tn } from "../../core/i18n";
import { isMine, isOpen, mayVote } from "../../core/question_actions";
import type { Visit } from "../../core/visit";
import type { QuestionView, RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import { Elapsed, Waiting } from "../clock";
import { QuestionOwed } from "../obligations/in_room";
import { usePointedAt } from "../pointing";
import { RichText } from "../rich_text";
import { AnswerList } from "./answer_list";
import { QuestionButtons } from "./question_buttons";
import type { QuestionDesk } from "./question_desk";
import { OpenQuestionForm } from "./question_forms";

export interface CardProps {
  visit: Visit;
  view: RoomView;
  desk: QuestionDesk;
  question: QuestionView;
  /** Position in line from 1; null outside of it. */
  place: number | null;
}

export function QuestionCard({ visit, view, desk, question, place }: CardProps) {
  const viewer = { id: visit.me.value, role: visit.role.value };
  const card = useRef<HTMLLIElement>(null);
  usePointedAt(card, desk.pointedAt, question.id);
  return (
    <li
      ref={card}
      tabIndex={-1}
      class={`question question--${question.state}`}
      data-testid="question"
      data-question={question.id}
      data-state={question.state}
    >
      {(isOpen(question) || question.votes > 0) && (
        <VoteButton visit={visit} question={question} enabled={mayVote(question, viewer)} />
      )}
      <div class="question-body">
        {question.text === "" ? (
          <p class="message-body">
            <em>{t("question_text_gone")}</em>
          </p>
        ) : (
          <RichText text={question.text} />
        )}
        <Meta visit={visit} question={question} place={place} />
        <QuestionOwed visit={visit} question={question} />
        <Outcome view={view} question={question} />
        <Background question={question} />
        <AnswerList visit={visit} question={question} />
        <QuestionButtons visit={visit} view={view} desk={desk} question={question} place={place} />
        <OpenQuestionForm visit={visit} view={view} desk={desk} question={question} />
      </div>
    </li>
  );
}

interface VoteProps {
  visit: Visit;
  question: QuestionView;
  enabled: boolean;
}

function VoteButton({ visit, question, enabled }: VoteProps) {
  const { id, votes, voted } = question;
  const label = t(voted ? "question_unvote" : "question_vote");
  return (
    <button
      type="button"
      class="vote"
      aria-pressed={voted}
      aria-label={`${label}, ${tn("question_votes", votes)}`}
      title={label}
      disabled={!enabled}
      onClick={() => void ask(visit.session, { t: "vote_question", id, on: !voted })}
      data-testid="question-vote"
    >
      <ChevronUp size={18} aria-hidden="true" />
      <span data-testid="question-votes">{votes}</span>
    </button>
  );
}

function Meta({ visit, question, place }: Pick<CardProps, "visit" | "question" | "place">) {
  const mine = isMine(question, { id: visit.me.value, role: visit.role.value });
  const { state } = question;
  return (
    <p class="question-meta">
      {state !== "queued" && (
        <span class={`pill pill--${PILLS[state] ?? "plain"}`}>{t(`question_state_${state}`)}</span>
      )}
      {mine && <span class="pill pill--info">{t("question_mine")}</span>}
      {mine && place !== null && (
        <span class="pill" data-testid="question-place">
          {t("question_place", { place })}
        </span>
      )}
      {state === "answering" && question.answering_since !== null && (
        <Elapsed clock={visit.clock} since={question.answering_since} />
      )}
      <span>{mine && question.anonymous ? t("question_mine_anonymous") : askerText(question)}</span>
      {isOpen(question) && state !== "answering" && <Waiting clock={visit.clock} since={question.at} />}
      {question.reopened > 0 && <span>{tn("question_reopened", question.reopened)}</span>}
    </p>
  );
}

const PILLS: Readonly<Partial<Record<QuestionView["state"], string>>> = {
  held: "warn",
  focused: "info",
  answering: "ok",
  answered: "ok",
};

function askerText({ asker_name, pseudonym }: QuestionView): string {
  if (asker_name !== "") return t("question_by", { name: asker_name });
  return pseudonym === null ? t("question_by_anonymous") : t("question_by_pseudonym", { number: pseudonym });
}

/** Why it is held, how it was answered, or why it was not; and what staff said about it. */
function Outcome({ view, question }: Pick<CardProps, "view" | "question">) {
  const lines = outcomeLines(view, question);
  if (lines.length === 0) return null;
  return (
    <div class="question-outcome" data-testid="question-outcome">
      {lines.map((line) => (
        <p key={line} dir="auto">
          {line}
        </p>
      ))}
    </div>
  );
}

function outcomeLines(view: RoomView, question: QuestionView): readonly string[] {
  const { held_for, dismissed_for, mode, merged_into, note, overdue, state } = question;
  const lines: string[] = [];
  if (state === "held" && held_for !== null) lines.push(t(`held_${held_for}`));
  if (state === "held" && overdue) lines.push(t("held_overdue_line"));
  if (state === "answered" && mode !== null) lines.push(t(`answered_${mode}`));
  if (state === "dismissed" && dismissed_for !== null) lines.push(t(`dismissed_${dismissed_for}`));
  if (state === "merged" && merged_into !== null) {
    const canonical = view.questions.items.find((each) => each.id === merged_into);
    lines.push(t("question_merged_into", { text: canonical?.text ?? `#${merged_into}` }));
  }
  if (note !== "") lines.push(note);
  return lines;
}

function Background({ question }: { question: QuestionView }) {
  if (question.tried === "" && question.expected === "") return null;
  return (
    <dl class="question-background">
      {question.tried !== "" && (
        <div>
          <dt>{t("question_tried")}</dt>
          <dd dir="auto">{question.tried}</dd>
        </div>
      )}
      {question.expected !== "" && (
        <div>
          <dt>{t("question_expected")}</dt>
          <dd dir="auto">{question.expected}</dd>
        </div>
      )}
    </dl>
  );
}
