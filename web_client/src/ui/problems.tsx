/* What is wrong with a device, in words, with what can be done. The same trouble with microphone and camera is said once. */
import { TriangleAlert } from "lucide-preact";
import type { Capture, Input } from "../core/capture";
import type { DeviceProblem } from "../core/devices";
import { t } from "../core/i18n";

export interface SaidProblem {
  readonly input: Input | "both";
  readonly problem: DeviceProblem;
  readonly text: string;
}

export function saidProblems(problems: Capture["problems"]["value"]): readonly SaidProblem[] {
  const { mic, camera, screen } = problems;
  const both = mic !== undefined && mic === camera;
  return [
    ...(both ? [said("both", mic)] : []),
    ...(mic !== undefined && !both ? [said("mic", mic)] : []),
    ...(camera !== undefined && !both ? [said("camera", camera)] : []),
    ...(screen !== undefined ? [said("screen", screen)] : []),
  ];
}

function said(input: SaidProblem["input"], problem: DeviceProblem): SaidProblem {
  return {
    input,
    problem,
    text: input === "screen" ? t("problem_screen") : t(`problem_${input}_${problem}`),
  };
}

export function Problems({ capture }: { capture: Capture }) {
  return (
    <div role="status" class="problems" data-testid="device-problems">
      {saidProblems(capture.problems.value).map(({ input, problem, text }) => (
        <p class="problem" key={input} data-problem={problem}>
          <TriangleAlert size={18} aria-hidden="true" />
          {text}
        </p>
      ))}
    </div>
  );
}
