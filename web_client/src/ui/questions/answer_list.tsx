/* The written answers of a question, the endorsed one first. */
import { BadgeCheck } from "lucide-preact";
import { t } from "../../core/i18n";
import { mayEndorse } from "../../core/question_actions";
import { isStaff } from "../../core/rules";
import { timeOfDay } from "../../core/time_format";
import type { Visit } from "../../core/visit";
import type { AnswerView, QuestionView } from "../../core/wire.gen";
import { ask } from "../ask";
import { RichText } from "../rich_text";

export function AnswerList({ visit, question }: { visit: Visit; question: QuestionView }) {
  if (question.answers.length === 0) return null;
  const answers = [...question.answers].sort(
    (left, right) => Number(right.endorsed) - Number(left.endorsed) || left.at - right.at,
  );
  const endorses = mayEndorse(question, { id: visit.me.value, role: visit.role.value });
  return (
    <ul class="answers" aria-label={t("answers_label")}>
      {answers.map((answer) => (
        <Answer key={answer.id} visit={visit} question={question} answer={answer} endorses={endorses} />
      ))}
    </ul>
  );
}

interface AnswerProps {
  visit: Visit;
  question: QuestionView;
  answer: AnswerView;
  endorses: boolean;
}

function Answer({ visit, question, answer, endorses }: AnswerProps) {
  const endorse = { t: "endorse_answer", question: question.id, answer: answer.id } as const;
  return (
    <li
      class={answer.endorsed ? "answer answer--endorsed" : "answer"}
      data-testid="answer"
      data-endorsed={answer.endorsed}
    >
      <p class="question-meta">
        <span class="message-author">{answer.author_name}</span>
        {isStaff(answer.role) && <span class="pill pill--info">{t(`role_${answer.role}`)}</span>}
        {answer.author_kind === "bot" && <span class="pill">{t("author_bot")}</span>}
        {answer.private && <span class="pill pill--warn">{t("answer_private")}</span>}
        {answer.endorsed && (
          <span class="pill pill--ok">
            <BadgeCheck size={14} aria-hidden="true" />
            {t("answer_endorsed")}
          </span>
        )}
        <time dateTime={new Date(answer.at * 1000).toISOString()}>{timeOfDay(answer.at)}</time>
      </p>
      <RichText text={answer.text} />
      {endorses && !answer.endorsed && (
        <button
          type="button"
          class="button button--small"
          onClick={() => void ask(visit.session, endorse)}
          data-testid="endorse-answer"
        >
          {t("answer_endorse")}
        </button>
      )}
    </li>
  );
}
