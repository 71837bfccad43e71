/* Start a focus timer for the whole room, or steer the one that runs. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { AnyClientCommand, FocusView } from "../../core/wire.gen";
import { ask, refusalOf } from "../ask";
import { Check } from "../check";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";
import { FocusText } from "./focus_pill";

export function FocusDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const focus = visit.view.value?.focus ?? null;
  return (
    <Dialog title={t("focus_title")} onClose={onClose} testId="focus-dialog">
      {focus === null ? (
        <StartForm visit={visit} onClose={onClose} />
      ) : (
        <Running visit={visit} focus={focus} onClose={onClose} />
      )}
    </Dialog>
  );
}

function StartForm({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const focusMinutes = useSignal(25);
  const breakMinutes = useSignal(5);
  const longBreakMinutes = useSignal(15);
  const rounds = useSignal(4);
  const quiet = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const start = async () => {
    refusal.value = await refusalOf(visit.session, {
      t: "start_focus",
      focus_minutes: focusMinutes.value,
      break_minutes: breakMinutes.value,
      long_break_minutes: longBreakMinutes.value,
      rounds: rounds.value,
      quiet: quiet.value,
    });
    if (refusal.value === null) onClose();
  };
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p class="hint">{t("focus_explained")}</p>
      <div class="number-fields">
        <NumberField label={t("focus_minutes")} value={focusMinutes} most={180} testId="focus-minutes" />
        <NumberField label={t("focus_break_minutes")} value={breakMinutes} most={60} testId="break-minutes" />
        <NumberField
          label={t("focus_long_break_minutes")}
          value={longBreakMinutes}
          most={120}
          testId="long-break-minutes"
        />
        <NumberField label={t("focus_rounds")} value={rounds} most={12} testId="focus-rounds" />
      </div>
      <Check label={t("focus_quiet")} value={quiet} testId="focus-quiet" />
      <Refusal text={refusal.value} />
      <button type="submit" class="button button--primary" data-testid="focus-start">
        {t("focus_start")}
      </button>
    </form>
  );
}

interface NumberProps {
  label: string;
  value: Signal<number>;
  most: number;
  testId: string;
}

function NumberField({ label, value, most, testId }: NumberProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="number"
        min={1}
        max={most}
        required
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.valueAsNumber || 1;
        }}
        data-testid={testId}
      />
    </div>
  );
}

function Running({ visit, focus, onClose }: { visit: Visit; focus: FocusView; onClose(): void }) {
  const send = (command: AnyClientCommand) => void ask(visit.session, command);
  const stop = async () => {
    if (await ask(visit.session, { t: "stop_focus" })) onClose();
  };
  const paused = focus.ends_at === null;
  return (
    <div class="fields">
      <p class="focus-now">
        <FocusText visit={visit} focus={focus} />
      </p>
      <p class="hint">{t("focus_round", { round: focus.round, rounds: focus.rounds })}</p>
      {focus.quiet && <p class="hint">{t("focus_quiet")}</p>}
      <div class="question-buttons">
        <button
          type="button"
          class="button button--primary"
          onClick={() => send({ t: paused ? "resume_focus" : "pause_focus" })}
          data-testid={paused ? "focus-resume" : "focus-pause"}
        >
          {t(paused ? "focus_resume" : "focus_pause")}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => send({ t: "skip_phase" })}
          data-testid="focus-skip"
        >
          {t("focus_skip")}
        </button>
        <button type="button" class="button" onClick={() => void stop()} data-testid="focus-stop">
          {t("focus_stop")}
        </button>
      </div>
    </div>
  );
}
