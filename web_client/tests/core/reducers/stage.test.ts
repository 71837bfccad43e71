import { describe, expect, test } from "vitest";
import { reduceStage } from "../../../src/core/reducers/stage";
import type { AnyEvent, StageView } from "../../../src/core/wire.gen";

const EMPTY: StageView = { hands: [], speakers: [], asked_to_unmute: null };

function raised(member: string, at: number, topic = ""): AnyEvent {
  return { t: "hand_raised", at, member, topic, question: null };
}

function promoted(member: string): AnyEvent {
  return { t: "promoted", at: 50, member, by: "tess", sources: ["mic"], until: 80, question: null };
}

function after(...events: AnyEvent[]): StageView {
  return events.reduce(reduceStage, EMPTY);
}

function queue(view: StageView): string[] {
  return view.hands.map((hand) => hand.member);
}

describe("hands", () => {
  test("stand in the order of raising; raising again changes the topic, not the place or the clock", () => {
    const view = after(raised("ann", 1), raised("bob", 2), raised("ann", 3, "Limits"));
    expect(view.hands[0]).toEqual({ member: "ann", at: 1, topic: "Limits", question: null });
    expect(queue(view)).toEqual(["ann", "bob"]);
  });

  test("are moved to a place; the others keep their order", () => {
    const moved: AnyEvent = { t: "hand_moved", at: 4, member: "cy", place: 0, by: "tess" };
    expect(queue(after(raised("ann", 1), raised("bob", 2), raised("cy", 3), moved))).toEqual([
      "cy",
      "ann",
      "bob",
    ]);
  });

  test("go down by lowering, being called, and leaving", () => {
    const hands = [raised("ann", 1), raised("bob", 2), raised("cy", 3), raised("di", 4)];
    const view = after(...hands, { t: "hand_lowered", at: 5, member: "ann", by: "ann" }, promoted("bob"), {
      t: "member_left",
      at: 6,
      member: "cy",
      reason: "left",
    });
    expect(queue(view)).toEqual(["di"]);
  });
});

test("speakers come with a call, and go when sent back or leaving", () => {
  const called = after(raised("ann", 1), promoted("ann"), promoted("bob"));
  expect(called.speakers[0]).toEqual({
    member: "ann",
    since: 50,
    sources: ["mic"],
    until: 80,
    question: null,
  });
  const gone = [
    { t: "demoted", at: 60, member: "ann", by: "tess", why: "staff" },
    { t: "member_left", at: 61, member: "bob", reason: "left" },
  ] as const;
  expect(gone.reduce(reduceStage, called).speakers).toEqual([]);
});

describe("being asked to unmute", () => {
  const asked = after({ t: "unmute_asked", at: 1, member: "ann", by: "tess", by_name: "Tess" });

  function announced(member: string, mic: boolean): AnyEvent {
    return { t: "media_announced", at: 2, member, device: "d", mic, camera: true, screen: false };
  }

  test("is remembered until one's own microphone goes on, or one leaves", () => {
    expect(asked.asked_to_unmute).toEqual({ member: "ann", by_name: "Tess" });
    expect(reduceStage(asked, announced("ann", true)).asked_to_unmute).toBeNull();
    expect(
      reduceStage(asked, { t: "member_left", at: 2, member: "ann", reason: "left" }).asked_to_unmute,
    ).toBeNull();
  });

  test("does not end with what others do", () => {
    expect(reduceStage(asked, announced("bob", true))).toEqual(asked);
    expect(reduceStage(asked, announced("ann", false))).toEqual(asked);
  });
});

test("what concerns others of the room's concepts changes nothing", () => {
  expect(reduceStage(EMPTY, { t: "focus_stopped", at: 1, by: "" })).toBe(EMPTY);
});
