import { afterEach, expect, test } from "vitest";
import { Capture } from "../../src/core/capture";
import { setLanguage } from "../../src/core/i18n";
import { Problems } from "../../src/ui/problems";
import { clear, one, show } from "../support/page";

afterEach(clear);

function problemsOf(problems: Capture["problems"]["value"]): string[] {
  setLanguage("en");
  const capture = new Capture();
  capture.problems.value = problems;
  show(<Problems capture={capture} />);
  return [...one("device-problems").querySelectorAll("p")].map((problem) => problem.textContent ?? "");
}

test("the same trouble with microphone and camera is said once, with what to do", () => {
  const said = problemsOf({ mic: "denied", camera: "denied" });
  expect(said).toEqual([expect.stringContaining("blocks microphone and camera. Allow them")]);
});

test("different trouble is said of each", () => {
  const said = problemsOf({ mic: "missing", camera: "busy", screen: "failed" });
  expect(said).toEqual([
    expect.stringContaining("No microphone was found"),
    expect.stringContaining("Another program is using the camera"),
    "The screen could not be shared.",
  ]);
});
