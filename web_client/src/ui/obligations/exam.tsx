/* For staff: during an exam nobody is owed an answer, and all clocks of the room stand. */
import { durationText } from "../../core/durations";
import { t } from "../../core/i18n";
import { timeOfDay } from "../../core/time_format";
import { ask } from "../ask";
import { type DeskProps, Section } from "../moderation/panel";

const MINUTES = [15, 30, 45, 60];

export function ExamMode({ visit, view }: DeskProps) {
  const until = view.obligations.exam_until;
  const set = (minutes: number) => void ask(visit.session, { t: "set_exam_mode", minutes });
  return (
    <Section title={t("exam_title")} testId="desk-exam" open={until !== null}>
      {until === null ? (
        <div class="desk-buttons" role="group" aria-label={t("exam_mode")}>
          <span>{t("exam_mode")}</span>
          {MINUTES.map((minutes) => (
            <button
              key={minutes}
              type="button"
              class="button button--small"
              onClick={() => set(minutes)}
              data-testid="exam-minutes"
              data-minutes={minutes}
            >
              {durationText(minutes * 60)}
            </button>
          ))}
        </div>
      ) : (
        <div class="desk-buttons">
          <span>{t("exam_until", { time: timeOfDay(until) })}</span>
          <button type="button" class="button button--small" onClick={() => set(0)} data-testid="exam-end">
            {t("exam_end")}
          </button>
        </div>
      )}
    </Section>
  );
}
