/* Endorsed answers to what somebody is about to ask, or asks already. Taking one needs no new question. */
import { useEffect, useMemo } from "preact/hooks";
import { AnswerSearch } from "../../core/answer_search";
import { t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import type { Visit } from "../../core/visit";
import type { FoundAnswer } from "../../core/wire.gen";
import { RichLine, RichText } from "../rich_text";

/** Earlier answers to `text`, which is "" where nothing is asked. */
export function useAnswerSearch(visit: Visit, text: string): AnswerSearch {
  const { session } = visit;
  const search = useMemo(() => new AnswerSearch((wanted) => session.findAnswers(wanted)), [session]);
  useEffect(() => search.type(text), [search, text]);
  useEffect(() => () => search.stop(), [search]);
  return search;
}

interface Props {
  answers: readonly FoundAnswer[];
  onTake(): void;
  onPutAway?: () => void;
}

export function FoundAnswers({ answers, onTake, onPutAway }: Props) {
  if (answers.length === 0) return null;
  return (
    <div class="similar found" role="status" data-testid="found-answers">
      <p class="similar-title">
        {t("found_title")}
        {onPutAway !== undefined && (
          <button
            type="button"
            class="button button--small button--quiet"
            onClick={onPutAway}
            data-testid="found-put-away"
          >
            {t("found_put_away")}
          </button>
        )}
      </p>
      <ul>
        {answers.map((found) => (
          <Found key={`${found.room}:${found.question}`} found={found} onTake={onTake} />
        ))}
      </ul>
    </div>
  );
}

function Found({ found, onTake }: { found: FoundAnswer; onTake(): void }) {
  return (
    <li class="found-answer" data-testid="found-answer" data-question={found.question}>
      <details>
        <summary dir="auto">
          <RichLine text={found.question_text} />
        </summary>
        <RichText text={found.answer} />
        <p class="found-foot">
          <span class="hint">{t("found_by", { name: found.answerer_name, time: momentText(found.at) })}</span>
          <button
            type="button"
            class="button button--small button--primary"
            onClick={onTake}
            data-testid="take-answer"
          >
            {t("found_take")}
          </button>
        </p>
      </details>
    </li>
  );
}
