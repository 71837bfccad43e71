/* What staff set for the whole Q&A: class begins and ends, the order, who is looked at first, and the export. */
import { Download, Play, Square } from "lucide-preact";
import { useId } from "preact/hooks";
import { type TextKey, t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import {
  type AnyClientCommand,
  PRE_MODERATIONS,
  type PreModeration,
  QUESTION_ORDERS,
  type QuestionOrder,
  type RoomView,
} from "../../core/wire.gen";
import { ask } from "../ask";
import { Elapsed } from "../clock";

export function StaffDesk({ visit, view }: { visit: Visit; view: RoomView }) {
  const { order, pre_moderation } = view.questions;
  const send = (command: AnyClientCommand) => void ask(visit.session, command);
  return (
    <details class="fold staff-desk" data-testid="staff-desk">
      <summary>{t("desk_label")}</summary>
      <ClassSwitch visit={visit} view={view} />
      <Choice
        label="desk_order"
        value={order}
        options={QUESTION_ORDERS}
        prefix="questions_order_"
        onChoose={(mode) => send({ t: "order_questions", mode: mode as QuestionOrder })}
        testId="question-order"
      />
      <Choice
        label="desk_held"
        value={pre_moderation}
        options={PRE_MODERATIONS}
        prefix="pre_moderation_"
        onChoose={(mode) => send({ t: "set_pre_moderation", mode: mode as PreModeration })}
        testId="pre-moderation"
      />
      <p class="staff-desk-export">
        <Download size={16} aria-hidden="true" />
        {t("desk_export")}
        {["csv", "json"].map((format) => (
          <a
            key={format}
            href={`/api/rooms/${visit.room}/questions.${format}`}
            download
            data-testid={`export-${format}`}
          >
            {format.toUpperCase()}
          </a>
        ))}
      </p>
    </details>
  );
}

function ClassSwitch({ visit, view }: { visit: Visit; view: RoomView }) {
  const { session } = view;
  if (view.kind === "zone") return null;
  const Icon = session === null ? Play : Square;
  const command: AnyClientCommand = { t: session === null ? "start_session" : "end_session" };
  return (
    <div class="class-switch">
      <button
        type="button"
        class="button button--small"
        onClick={() => void ask(visit.session, command)}
        data-testid={session === null ? "start-class" : "end-class"}
      >
        <Icon size={16} aria-hidden="true" />
        {t(session === null ? "desk_session_start" : "desk_session_end")}
      </button>
      {session !== null && (
        <>
          <span>
            {t("desk_session_running")} <Elapsed clock={visit.clock} since={session.started_at} />
          </span>
          <p class="hint">{t("desk_session_end_hint")}</p>
        </>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: TextKey;
  value: string;
  options: readonly string[];
  prefix: "questions_order_" | "pre_moderation_";
  onChoose(value: string): void;
  testId: string;
}

function Choice({ label, value, options, prefix, onChoose, testId }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data-testid={testId}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {t(`${prefix}${option}` as TextKey)}
          </option>
        ))}
      </select>
    </div>
  );
}
