import { expect, test } from "vitest";
import { reduceFocus } from "../../../src/core/reducers/focus";
import type { AnyEvent, FocusView } from "../../../src/core/wire.gen";

const STARTED: AnyEvent = {
  t: "focus_started",
  at: 0,
  by: "ann",
  focus_minutes: 25,
  break_minutes: 5,
  long_break_minutes: 15,
  rounds: 4,
  quiet: true,
  ends_at: 1500,
};

function after(...events: AnyEvent[]): FocusView | null {
  return events.reduce<FocusView | null>(reduceFocus, null);
}

test("begins with the first round", () => {
  expect(after(STARTED)).toMatchObject({
    phase: "focus",
    round: 1,
    rounds: 4,
    quiet: true,
    by: "ann",
    ends_at: 1500,
    remaining: null,
  });
});

test("pauses with what is left, and goes on from there", () => {
  const paused: AnyEvent = { t: "focus_paused", at: 500, by: "ann", remaining: 1000 };
  expect(after(STARTED, paused)).toMatchObject({ ends_at: null, remaining: 1000 });
  const resumed: AnyEvent = { t: "focus_resumed", at: 600, by: "ann", ends_at: 1600 };
  expect(after(STARTED, paused, resumed)).toMatchObject({ ends_at: 1600, remaining: null });
});

test("a new phase runs, even if the one before was paused", () => {
  const paused: AnyEvent = { t: "focus_paused", at: 500, by: "ann", remaining: 1000 };
  const next: AnyEvent = { t: "phase_began", at: 700, phase: "break", round: 1, ends_at: 1000, by: "ann" };
  expect(after(STARTED, paused, next)).toMatchObject({ phase: "break", ends_at: 1000, remaining: null });
});

test("stops, and then there is none", () => {
  expect(after(STARTED, { t: "focus_stopped", at: 900, by: "" })).toBeNull();
  expect(after({ t: "focus_paused", at: 1, by: "", remaining: 1 })).toBeNull();
});
