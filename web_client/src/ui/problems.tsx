/* What is wrong with a device, in words, with what can be done. */
import { TriangleAlert } from "lucide-preact";
import type { Capture, Input } from "../core/capture";
import type { DeviceProblem } from "../core/devices";
import { t } from "../core/i18n";

export function problemText(input: Input, problem: DeviceProblem): string {
  return input === "screen" ? t("problem_screen") : t(`problem_${input}_${problem}`);
}

export function Problems({ capture }: { capture: Capture }) {
  const problems = Object.entries(capture.problems.value) as [Input, DeviceProblem][];
  return (
    <div role="status" class="problems" data-testid="device-problems">
      {problems.map(([input, problem]) => (
        <p class="problem" key={input} data-problem={problem}>
          <TriangleAlert size={18} aria-hidden="true" />
          {problemText(input, problem)}
        </p>
      ))}
    </div>
  );
}
