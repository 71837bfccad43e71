/* "Does my connection work?" before joining: each step with its outcome, and for one that fails what can be done. */
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, MinusCircle } from "lucide-preact";
import { useMemo } from "preact/hooks";
import { Capture } from "../core/capture";
import {
  ConnectionCheck,
  type Device,
  HTTP_PORTS,
  type Outcome,
  type Results,
  STEPS,
  type Step,
} from "../core/connection_check";
import { t } from "../core/i18n";

const ICONS = {
  waiting: CircleDashed,
  trying: LoaderCircle,
  works: CircleCheck,
  fails: CircleX,
  none: MinusCircle,
};

/** A device is opened for a moment and let go of. */
async function openForAMoment(device: Device) {
  const capture = new Capture();
  await (device === "mic" ? capture.setMic(true) : capture.setCamera(true));
  const problem = capture.problems.value[device] ?? null;
  capture.close();
  return problem;
}

export function ConnectionCheckPanel() {
  const check = useMemo(() => new ConnectionCheck({ ...HTTP_PORTS, open: openForAMoment }), []);
  const results = check.results.value;
  const running = check.running.value;
  const begun = running || results.server !== "waiting";
  return (
    <section class="connection-check" aria-label={t("check_title")}>
      <button
        type="button"
        class="button button--quiet"
        disabled={running}
        onClick={() => void check.run()}
        data-testid="check-connection"
      >
        {t(running ? "check_running" : begun ? "check_again" : "check_title")}
      </button>
      {begun && (
        <ul class="check-steps">
          {STEPS.map((step) => (
            <StepRow key={step} step={step} outcome={results[step]} hint={hintFor(step, results)} />
          ))}
        </ul>
      )}
      <p role="status" class="hint" data-testid="check-verdict">
        {begun && !running && t(verdict(results))}
      </p>
    </section>
  );
}

function StepRow({ step, outcome, hint }: { step: Step; outcome: Outcome; hint: string | null }) {
  const Icon = ICONS[outcome];
  return (
    <li
      class={`check-step check-step--${outcome}`}
      data-testid="check-step"
      data-step={step}
      data-outcome={outcome}
    >
      <Icon size={18} aria-hidden="true" />
      <span>
        {t(`check_step_${step}`)}
        <span class="check-outcome">{` ${t(`check_${outcome}`)}`}</span>
        {hint !== null && <span class="check-hint">{hint}</span>}
      </span>
    </li>
  );
}

/** One way is enough: that another one is blocked is worth a word only where it costs something. */
function hintFor(step: Step, results: Results): string | null {
  if (results[step] !== "fails") return null;
  return step === "tcp" && results.udp === "works" ? null : t(`check_hint_${step}`);
}

function verdict(results: Results) {
  if (results.server !== "works") return "check_verdict_server";
  if (results.udp === "works") return "check_verdict_good";
  return results.tcp === "works" || results.relay === "works"
    ? "check_verdict_detour"
    : "check_verdict_blocked";
}
