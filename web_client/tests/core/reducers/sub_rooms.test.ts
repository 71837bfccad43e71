import { describe, expect, test } from "vitest";
import { reduceSubRooms } from "../../../src/core/reducers/sub_rooms";
import type { AnyEvent, SubRoomsView } from "../../../src/core/wire.gen";

const EMPTY: SubRoomsView = { rooms: [], assigned: null, recalled_at: null, help: null };

function opened(number: number, breakout = false): AnyEvent {
  return {
    t: "sub_room_opened",
    at: number,
    author: "ann",
    cid: `cid-${number}`,
    number,
    title: `Room ${number}`,
    seats: 6,
    author_name: "Ann",
    breakout,
    quiet: false,
    closes_at: 600,
  };
}

function after(...events: AnyEvent[]): SubRoomsView {
  return events.reduce(reduceSubRooms, EMPTY);
}

const CLOSING: AnyEvent = { t: "sub_room_closing", at: 8, number: 1, by: "tess", reason: "recalled" };
const CLOSED: AnyEvent = { t: "sub_room_closed", at: 9, number: 1 };

test("rooms open, fill, and close", () => {
  const filled: AnyEvent = { t: "sub_room_occupied", at: 5, number: 1, count: 2, closes_at: null };
  expect(after(opened(1)).rooms).toMatchObject([{ number: 1, count: 0, closing: false, closes_at: 600 }]);
  expect(after(opened(1), filled).rooms).toMatchObject([{ count: 2, closes_at: null }]);
  expect(after(opened(1), CLOSING).rooms).toMatchObject([{ closing: true }]);
  expect(after(opened(1), opened(2), CLOSING, CLOSED).rooms).toMatchObject([{ number: 2 }]);
});

describe("breakouts", () => {
  function assigned(rooms: Record<string, number>): AnyEvent {
    return { t: "breakout_assigned", at: 4, by: "tess", rooms };
  }

  test("send us where we are told, until that room closes; where others go changes nothing", () => {
    expect(after(opened(1, true), assigned({ me: 1 }), assigned({})).assigned).toBe(1);
    expect(after(opened(1, true), assigned({ me: 1 }), CLOSED).assigned).toBeNull();
    expect(after(opened(1, true), opened(2, true), assigned({ me: 2 }), CLOSED).assigned).toBe(2);
  });

  test("are recalled until the last of them closes", () => {
    const recalled: AnyEvent = { t: "breakout_recalled", at: 6, by: "tess", until: 36 };
    expect(after(opened(1, true), opened(2, true), recalled, CLOSING).recalled_at).toBe(36);
    expect(after(opened(1, true), opened(2), recalled, CLOSING).recalled_at).toBeNull();
  });
});

describe("help", () => {
  test("that this room calls for waits since the first call, and ends", () => {
    const call = { t: "help_called", at: 3, member: "ann", name: "Ann", summary: "Stuck" } as const;
    const again = { ...call, at: 7, summary: "Still stuck" };
    expect(after(call, again).help).toMatchObject({ since: 3, summary: "Still stuck" });
    expect(after(call, { t: "help_ended", at: 9, by: "tess", by_name: "Tess" }).help).toBeNull();
  });

  test("that a sub-room calls for stands with it; answered, it stays so while the words change", () => {
    const noted = { t: "help_noted", at: 3, number: 1, member: "ann", name: "Ann", since: 2 } as const;
    const answered: AnyEvent = { t: "help_answered", at: 4, number: 1, by: "tess", by_name: "Tess" };
    const call = after(opened(1), { ...noted, summary: "Stuck" }, answered, { ...noted, summary: "Really" });
    expect(call.rooms[0]?.help).toMatchObject({ summary: "Really", since: 2, answered_by: "Tess" });
    const later = reduceSubRooms(call, { ...noted, since: 9, summary: "Again" });
    expect(later.rooms[0]?.help).toMatchObject({ answered_by: "" });
    expect(reduceSubRooms(call, { ...noted, summary: null }).rooms[0]?.help).toBeNull();
    expect(after(opened(1), answered).rooms[0]?.help).toBeNull();
  });
});

test("what is about something else changes nothing", () => {
  expect(reduceSubRooms(EMPTY, { t: "focus_stopped", at: 1, by: "" })).toBe(EMPTY);
});
