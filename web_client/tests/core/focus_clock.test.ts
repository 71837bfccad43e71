import { expect, test } from "vitest";
import { mayRunTimer, secondsLeft } from "../../src/core/focus_clock";
import type { FocusView } from "../../src/core/wire.gen";

const FOCUS: FocusView = {
  phase: "focus",
  round: 1,
  rounds: 4,
  focus_minutes: 25,
  break_minutes: 5,
  long_break_minutes: 15,
  quiet: false,
  by: "ann",
  ends_at: 1500,
  remaining: null,
};

test("what is left counts down to the server's deadline, and never below nothing", () => {
  expect(secondsLeft(FOCUS, 1499.5)).toBe(0.5);
  expect(secondsLeft(FOCUS, 1501)).toBe(0);
});

test("a paused timer stands", () => {
  expect(secondsLeft({ ...FOCUS, ends_at: null, remaining: 90 }, 5000)).toBe(90);
});

test("staff run it everywhere, students where the room lets everyone, guests nowhere", () => {
  expect(mayRunTimer({ everyone_runs_timer: false }, "ta")).toBe(true);
  expect(mayRunTimer({ everyone_runs_timer: false }, "student")).toBe(false);
  expect(mayRunTimer({ everyone_runs_timer: true }, "student")).toBe(true);
  expect(mayRunTimer({ everyone_runs_timer: true }, "guest")).toBe(false);
});
