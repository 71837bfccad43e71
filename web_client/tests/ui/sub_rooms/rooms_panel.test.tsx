import { afterEach, describe, expect, test } from "vitest";
import { t } from "../../../src/core/i18n";
import type { Role, RoomView, SubRoomView } from "../../../src/core/wire.gen";
import { ErrorCode } from "../../../src/core/wire.gen";
import { RoomUi } from "../../../src/ui/room_ui";
import { RoomsPanel } from "../../../src/ui/sub_rooms/rooms_panel";
import { all, clear, during, one, page, show, write } from "../../support/page";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const LIMITS: SubRoomView = {
  number: 1,
  title: "Limits",
  seats: 6,
  author: "ann",
  author_name: "Ann",
  breakout: false,
  quiet: false,
  count: 2,
  closing: false,
  closes_at: null,
  help: null,
};
const CALL = { member: "ann", name: "Ann", summary: "We are stuck", since: 5, answered_by: "" };

let room: Visiting;

afterEach(() => {
  clear();
  room.leave();
});

async function enter(role: Role, seen: Partial<RoomView>): Promise<void> {
  const members = [member("me", { role }), member("ann", { name: "Ann" }), member("bob", { name: "Bob" })];
  room = await Visiting.enter(view({ members, ...seen }));
  const ui = new RoomUi(room.visit);
  function Everything() {
    return (
      <>
        <RoomsPanel visit={room.visit} ui={ui} />
        {ui.dialog.value?.()}
      </>
    );
  }
  show(<Everything />);
}

function rooms(...items: SubRoomView[]): Partial<RoomView> {
  return { sub_rooms: { rooms: items, assigned: null, recalled_at: null, help: null } };
}

describe("the list", () => {
  test("tells who has a seat; a full room and a closing one have no way in", async () => {
    await enter(
      "student",
      rooms(LIMITS, { ...LIMITS, number: 2, count: 6 }, { ...LIMITS, number: 3, closing: true }),
    );
    expect(all("sub-room-seats").map((each) => each.textContent)).toEqual(["2 of 6", "6 of 6", "2 of 6"]);
    expect(all("enter-sub-room").map((each) => (each as HTMLButtonElement).disabled)).toEqual([
      false,
      true,
      true,
    ]);
    expect(all("close-sub-room")).toEqual([]);
  });

  test("has the rooms that wait for help on top, the longest first", async () => {
    const waiting = (number: number, since: number) => ({ ...LIMITS, number, help: { ...CALL, since } });
    const answered = { ...LIMITS, number: 4, help: { ...CALL, since: 1, answered_by: "tom" } };
    await enter("ta", rooms(LIMITS, waiting(2, 9), waiting(3, 5), answered));
    expect(all("sub-room").map((each) => each.dataset.number)).toEqual(["3", "2", "1", "4"]);
    expect(all("answer-help")).toHaveLength(2);
  });
});

test("a quota is told in words, where the room was asked for", async () => {
  await enter("student", {});
  await during(() => one("open-sub-room").click());
  write(one("sub-room-title"), " Integrals ");
  await during(() => one("template-pair").click());
  await during(() => one("sub-room-create").click());
  expect(room.commands).toMatchObject([{ t: "open_sub_room", title: "Integrals", template: "pair" }]);
  await during(() => room.refuses(ErrorCode.QUOTA));
  expect(page().textContent).toContain(t("error_quota"));
});

describe("breakouts", () => {
  test("deal everybody but staff; who is put elsewhere goes there", async () => {
    await enter("teacher", {});
    await during(() => one("breakouts").click());
    write(one("breakout-count"), "2");
    expect(all("breakout-person").map((each) => each.dataset.member)).toEqual(["ann", "bob"]);
    for (const person of all("breakout-person"))
      await during(() => {
        const group = person.querySelector("select") as HTMLSelectElement;
        group.value = person.dataset.member === "ann" ? "1" : "-1";
        group.dispatchEvent(new Event("change", { bubbles: true }));
      });
    await during(() => one("breakout-send").click());
    expect(room.commands).toMatchObject([
      { t: "assign_breakout", titles: ["Group 1", "Group 2"], groups: [[], ["ann"]] },
    ]);
  });

  test("are told something, and called back after a countdown", async () => {
    await enter("teacher", rooms({ ...LIMITS, breakout: true }));
    await during(() => one("tell-breakouts").click());
    write(one("tell-text"), "Five more minutes");
    await during(() => one("tell-send").click());
    await during(() => room.agrees());
    await during(() => one("recall-breakouts").click());
    write(one("recall-seconds"), "10");
    await during(() => one("recall-send").click());
    expect(room.commands).toMatchObject([
      { t: "tell_breakouts", text: "Five more minutes" },
      { t: "recall_breakouts", seconds: 10 },
    ]);
  });

  test("that are called back show the countdown to everybody", async () => {
    const recalled_at = Date.now() / 1000 + 30;
    await enter("student", { sub_rooms: { rooms: [], assigned: null, recalled_at, help: null } });
    expect(one("recall").textContent).toContain(t("rooms_recalled"));
  });
});

describe("in a sub-room", () => {
  test("help is called for with a few words, and called off", async () => {
    await enter("student", { parent: "study" });
    write(one("help-summary"), "We are stuck");
    await during(() => one("call-for-help").click());
    await during(() =>
      room.happens({ t: "help_called", at: 5, member: "me", name: "Me", summary: "We are stuck" }),
    );
    expect(one("help-waiting").textContent).toContain("We are stuck");
    await during(() => one("cancel-help").click());
    expect(room.commands).toEqual([{ t: "call_for_help", summary: "We are stuck" }, { t: "cancel_help" }]);
  });

  test("there is a way back, and no rooms below it", async () => {
    await enter("student", { parent: "study" });
    expect(one("back-to-parent").textContent).toContain(t("rooms_back"));
    expect(all("open-sub-room")).toEqual([]);
  });
});
