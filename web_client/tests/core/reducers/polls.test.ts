import { describe, expect, test } from "vitest";
import { reducePolls } from "../../../src/core/reducers/polls";
import { type AnyEvent, KEPT_POLLS, type PollView } from "../../../src/core/wire.gen";

function opened(id: number, changes: Partial<Extract<AnyEvent, { t: "poll_opened" }>> = {}): AnyEvent {
  return {
    t: "poll_opened",
    at: id,
    author: "tess",
    cid: `cid-${id}`,
    id,
    question: "Ready?",
    kind: "single",
    options: ["Yes", "No"],
    anonymous: false,
    live: false,
    right: [],
    until: null,
    ...changes,
  };
}

function voted(changes: Partial<Extract<AnyEvent, { t: "poll_voted" }>>): AnyEvent {
  return {
    t: "poll_voted",
    at: 5,
    id: 1,
    member: "",
    choices: [],
    voters: 1,
    tallies: null,
    anonymous: false,
    live: false,
    own: false,
    ...changes,
  };
}

function after(...events: AnyEvent[]): readonly PollView[] {
  return events.reduce<readonly PollView[]>(reducePolls, []);
}

test("opens without a vote, without results", () => {
  expect(after(opened(1))).toMatchObject([{ id: 1, state: "open", voters: 0, tallies: null, mine: [] }]);
});

describe("a ballot", () => {
  test("of somebody else counts, and is not taken for ours", () => {
    expect(after(opened(1), voted({}))).toMatchObject([{ voters: 1, mine: [], tallies: null, ballots: {} }]);
  });

  test("of ours is remembered, and taken back with none left", () => {
    const own = voted({ member: "ann", choices: [1], own: true });
    expect(after(opened(1), own)).toMatchObject([{ mine: [1], ballots: { ann: [1] } }]);
    const back = voted({ member: "ann", own: true, voters: 0, tallies: [0, 0] });
    expect(after(opened(1), own, back)).toMatchObject([{ mine: [], ballots: {}, voters: 0, tallies: null }]);
  });

  test("of others is listed for staff, unless the poll is anonymous", () => {
    const bob = { member: "bob", choices: [0], tallies: [1, 0] };
    expect(after(opened(1), voted(bob))).toMatchObject([
      { mine: [], ballots: { bob: [0] }, tallies: [1, 0] },
    ]);
    const own = { ...bob, own: true, anonymous: true };
    expect(after(opened(1), voted(own))).toMatchObject([{ mine: [0], ballots: {} }]);
  });
});

test("closes, and reveals results and right answers", () => {
  const closed: AnyEvent = { t: "poll_closed", at: 6, id: 1, by: "" };
  const revealed: AnyEvent = { t: "poll_revealed", at: 7, id: 1, by: "tess", tallies: [3, 1], right: [0] };
  expect(after(opened(1), closed)).toMatchObject([{ state: "closed", tallies: null }]);
  expect(after(opened(1), closed, revealed)).toMatchObject([
    { state: "revealed", tallies: [3, 1], right: [0] },
  ]);
});

test("of too many, the oldest that is not open goes", () => {
  const all = Array.from({ length: KEPT_POLLS }, (_, index) => opened(index + 1));
  const closed: AnyEvent = { t: "poll_closed", at: 6, id: 3, by: "" };
  const kept = after(...all, closed, opened(99));
  expect(kept).toHaveLength(KEPT_POLLS);
  expect(kept.map(({ id }) => id)).not.toContain(3);
});
