import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import type { RoomPhase } from "../../src/core/room_session";
import { ErrorCode } from "../../src/core/wire.gen";
import { Door, isOutside } from "../../src/screens/door";
import { all, clear, click, one, page, show } from "../support/page";
import { view } from "../support/views";
import { Visiting } from "../support/visiting";

let room: Visiting;
let left: number;

beforeEach(async () => {
  setLanguage("en");
  left = 0;
  room = await Visiting.enter(view());
});

afterEach(() => {
  clear();
  room.leave();
});

function stand(phase: RoomPhase): void {
  room.session.phase.value = phase;
  show(
    <Door
      visit={room.visit}
      onLeave={() => {
        left += 1;
      }}
    />,
  );
}

test("inside, and while one enters, there is no door", () => {
  expect(isOutside({ phase: "in" })).toBe(false);
  expect(isOutside({ phase: "entering" })).toBe(false);
  expect(isOutside({ phase: "waiting" })).toBe(true);
});

test("who waits can stop waiting", () => {
  stand({ phase: "waiting" });
  expect(page().textContent).toContain("You are at the door");
  click("leave-door");
  expect(left).toBe(1);
});

test("whose name is refused is led to where they choose another one", () => {
  stand({ phase: "refused", code: ErrorCode.NAME_REFUSED });
  expect(one("choose-name").getAttribute("href")).toBe("/r/study/join");
});

describe("who is refused reads why, and what they can do", () => {
  test.each([
    [ErrorCode.LOCKED, "locked", 1],
    [ErrorCode.ROOM_FULL, "full", 1],
    [ErrorCode.BANNED, "removed from this room for a while", 1],
    [ErrorCode.ROOM_CLOSED, "has ended", 0],
    [ErrorCode.NAME_REFUSED, "does not allow this name", 0],
    [ErrorCode.ROOM_UNKNOWN, "does not exist", 0],
  ])("code %d", (code, words, again) => {
    stand({ phase: "refused", code });
    expect(page().textContent).toContain(words);
    expect(all("enter-again")).toHaveLength(again);
  });

  test("and can ask once more", () => {
    stand({ phase: "refused", code: ErrorCode.LOCKED });
    const before = room.socket.received.length;
    click("enter-again");
    expect(room.socket.received.slice(before)).toMatchObject([{ t: "enter_room" }]);
  });
});

describe("who was removed", () => {
  test("reads the reason and when they may come back", () => {
    stand({ phase: "removed", reason: "Advertising", until: Date.now() / 1000 + 600 });
    expect(page().textContent).toContain("Advertising");
    expect(page().textContent).toContain("You may come back from");
    expect(all("enter-again")).toEqual([]);
  });

  test("without a ban goes through the mirror again", () => {
    stand({ phase: "removed", reason: "", until: null });
    const [again] = all("enter-again") as readonly HTMLAnchorElement[];
    expect(again?.getAttribute("href")).toBe("/r/study/join");
  });
});

test("from a sub-room that has ended the way leads to the main room", () => {
  const visit = { ...room.visit, session: room.session, view: signal(view({ parent: "qa" })) };
  room.session.phase.value = { phase: "closed" };
  show(<Door visit={visit as never} onLeave={() => undefined} />);
  expect((all("to-parent")[0] as HTMLAnchorElement).getAttribute("href")).toBe("/r/qa/join");
});
