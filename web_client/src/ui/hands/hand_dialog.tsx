/* What the hand is about: a topic, or a question of one's own that waits. Both are optional. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../core/i18n";
import { isMine, isOpen } from "../../core/question_actions";
import type { Visit } from "../../core/visit";
import type { QuestionView, RoomView } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";

const MAX_TOPIC = 200;

export function HandDialog({ visit, view, onClose }: { visit: Visit; view: RoomView; onClose(): void }) {
  const topic = useSignal("");
  const question = useSignal<number | null>(null);
  const refusal = useSignal<string | null>(null);
  const viewer = { id: visit.me.value, role: visit.role.value };
  // A hand shows to everybody whose it is, so it cannot be about what was asked anonymously.
  const mine = view.questions.items.filter((each) => isOpen(each) && isMine(each, viewer) && !each.anonymous);
  const raise = async () => {
    const about = { topic: topic.value.trim(), question: question.value };
    refusal.value = await refusalOf(visit.session, { t: "raise_hand", ...about });
    if (refusal.value === null) onClose();
  };
  return (
    <Dialog title={t("hand_raise")} onClose={onClose} testId="hand-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void raise();
        }}
      >
        <p class="hint">{t("hand_explained")}</p>
        <TopicField value={topic} />
        {mine.length > 0 && <QuestionChoice mine={mine} value={question} />}
        <Refusal text={refusal.value} />
        <button type="submit" class="button button--primary" data-testid="hand-raise">
          {t("hand_raise")}
        </button>
      </form>
    </Dialog>
  );
}

function TopicField({ value }: { value: { value: string } }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("hand_topic")}</label>
      <input
        id={id}
        class="input"
        dir="auto"
        maxLength={MAX_TOPIC}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
        data-testid="hand-topic"
      />
    </div>
  );
}

interface ChoiceProps {
  mine: readonly QuestionView[];
  value: { value: number | null };
}

function QuestionChoice({ mine, value }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("hand_question")}</label>
      <select
        id={id}
        class="input"
        value={value.value ?? ""}
        onChange={(event) => {
          value.value = Number(event.currentTarget.value) || null;
        }}
        data-testid="hand-question"
      >
        <option value="">{t("hand_question_none")}</option>
        {mine.map((question) => (
          <option key={question.id} value={question.id}>
            {question.text}
          </option>
        ))}
      </select>
    </div>
  );
}
