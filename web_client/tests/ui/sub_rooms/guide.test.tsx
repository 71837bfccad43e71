import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { t } from "../../../src/core/i18n";
import { Refused } from "../../../src/core/socket";
import type { RoomView, SubRoomView } from "../../../src/core/wire.gen";
import { ErrorCode } from "../../../src/core/wire.gen";
import { takeCarried } from "../../../src/page";
import { route } from "../../../src/router";
import { Announcer } from "../../../src/ui/announcer";
import { Guide, useReturn } from "../../../src/ui/sub_rooms/guide";
import { all, clear, during, one, page, show } from "../../support/page";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const GROUP: SubRoomView = {
  number: 1,
  title: "Group 1",
  seats: 16,
  author: "tess",
  author_name: "Tess",
  breakout: true,
  quiet: false,
  count: 0,
  closing: false,
  closes_at: null,
  help: null,
};

let room: Visiting;
/** Where the visit went; null: refused. */
let moves: string[];
let refusal: number | null;

beforeEach(() => {
  vi.useFakeTimers();
  moves = [];
  refusal = null;
});

afterEach(() => {
  clear();
  room.leave();
  vi.useRealTimers();
});

function Everything() {
  useReturn(room.visit);
  const seen = room.visit.view.value;
  return (
    <>
      <Announcer />
      {seen !== null && <Guide visit={room.visit} view={seen} />}
    </>
  );
}

async function enter(seen: Partial<RoomView>): Promise<void> {
  room = await Visiting.enter(view({ members: [member("me")], ...seen }));
  const at = signal("study");
  Object.defineProperty(room.visit, "room", { get: () => at.value });
  room.visit.move = async (to) => {
    if (refusal !== null) throw new Refused(refusal);
    moves.push(to);
    at.value = to;
  };
  show(<Everything />);
}

/** Every test has a number of its own: what was declined once is not asked again. */
function sent(number: number): Promise<void> {
  return during(() => room.happens({ t: "breakout_assigned", at: 2, by: "tess", rooms: { me: number } }));
}

function rooms(number: number): Partial<RoomView> {
  return { sub_rooms: { rooms: [{ ...GROUP, number }], assigned: null, recalled_at: null, help: null } };
}

function passes(ms: number): Promise<void> {
  return during(() => vi.advanceTimersByTimeAsync(ms));
}

describe("who is sent to a group", () => {
  test("goes there by themself after ten seconds, and the address follows", async () => {
    await enter(rooms(1));
    await sent(1);
    expect(one("breakout-prompt").textContent).toContain("Group 1");
    await passes(9_000);
    expect(moves).toEqual([]);
    await passes(1_500);
    expect(moves).toEqual(["study--1"]);
    expect(route.value).toEqual({ screen: "room", room: "study--1" });
    expect(takeCarried("study--1")).toBe(room.visit);
  });

  test("can stay, and is not asked again", async () => {
    await enter(rooms(2));
    await sent(2);
    await during(() => one("breakout-stay").click());
    await passes(20_000);
    expect(moves).toEqual([]);
    expect(all("breakout-prompt")).toEqual([]);
  });

  test("goes at once with a press", async () => {
    await enter(rooms(3));
    await sent(3);
    await during(() => one("breakout-go").click());
    await passes(20_000);
    expect(moves).toEqual(["study--3"]);
  });

  test("hears why it did not work", async () => {
    await enter(rooms(4));
    refusal = ErrorCode.ROOM_FULL;
    await sent(4);
    await during(() => one("breakout-go").click());
    expect(page().textContent).toContain(t("error_room_full"));
    expect(moves).toEqual([]);
  });
});

test("when a sub-room closes, one is back where one came from", async () => {
  await enter({ parent: "study" });
  await during(() => room.happens({ t: "room_closed", at: 3, reason: "recalled" }));
  expect(moves).toEqual(["study"]);
  expect(page().textContent).toContain(t("rooms_closed_recalled"));
});
