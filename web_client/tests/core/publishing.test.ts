import { describe, expect, test } from "vitest";
import { barrierTo, isQuiet, type Sender, sourcesByRole } from "../../src/core/publishing";
import { type FocusView, ROLES, type RoomView, SOURCES, type Source } from "../../src/core/wire.gen";
import { MODERATION, view } from "../support/views";

const ANN: Sender = { id: "ann", role: "student" };
const TESS: Sender = { id: "tess", role: "teacher" };
const QA = view({ kind: "qa", everyone_publishes: false });
const FOCUS: FocusView = {
  phase: "focus",
  round: 1,
  rounds: 4,
  focus_minutes: 25,
  break_minutes: 5,
  long_break_minutes: 15,
  quiet: true,
  by: "tess",
  ends_at: 100,
  remaining: null,
};

function barriers(room: RoomView, sender: Sender): unknown[] {
  return SOURCES.map((source) => barrierTo(room, sender, source));
}

function onStage(...sources: Source[]): RoomView {
  const speaker = { member: "ann", since: 0, sources, until: null, question: null };
  return { ...QA, stage: { ...QA.stage, speakers: [speaker] } };
}

describe("by role", () => {
  test.each(ROLES)("a %s sends everything where all are on camera, but a guest no screen", (role) => {
    const expected = role === "guest" ? ["mic", "camera"] : ["mic", "camera", "screen", "screen_audio"];
    expect(sourcesByRole(view(), role)).toEqual(expected);
  });

  test("an audience sends nothing, staff everything", () => {
    expect(barriers(QA, ANN)).toEqual(["seat", "seat", "seat", "seat"]);
    expect(barriers(QA, TESS)).toEqual([null, null, null, null]);
  });
});

test("the stage gives what one was called with, and nothing else", () => {
  expect(barriers(onStage("mic", "camera"), ANN)).toEqual([null, null, "seat", "seat"]);
  expect(barriers(onStage("screen"), ANN)).toEqual(["seat", "seat", null, "seat"]);
});

test("a mute takes voice or video from whoever it is for, on stage too", () => {
  const door = { ...MODERATION.door, muted: { ann: ["voice"] as const } };
  const muted = { ...onStage("mic", "camera"), moderation: { ...MODERATION, door } };
  expect(barriers(muted, ANN)).toEqual(["muted", null, "seat", "seat"]);
  expect(barriers(muted, TESS)).toEqual([null, null, null, null]);
});

describe("quiet", () => {
  test("takes the voice of students while they focus, and leaves staff theirs", () => {
    const room = view({ focus: FOCUS });
    expect(barriers(room, ANN)).toEqual(["quiet", null, null, "quiet"]);
    expect(barriers(room, TESS)).toEqual([null, null, null, null]);
  });

  test("ends with the phase, rests while the timer is paused, and a timer that is not quiet never begins it", () => {
    expect(isQuiet(view({ focus: { ...FOCUS, phase: "break" } }))).toBe(false);
    expect(isQuiet(view({ focus: { ...FOCUS, ends_at: null, remaining: 60 } }))).toBe(false);
    expect(isQuiet(view({ focus: { ...FOCUS, quiet: false } }))).toBe(false);
  });

  test("is for good in a room that was opened so", () => {
    expect(isQuiet(view({ quiet: true }))).toBe(true);
  });
});
