import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { ObligationView, Role } from "../../../src/core/wire.gen";
import { WaitingPill } from "../../../src/ui/obligations/waiting_pill";
import { RoomUi } from "../../../src/ui/room_ui";
import { owed, roomOwing } from "../../support/obligations";
import { all, clear, click, one, show } from "../../support/page";
import { member } from "../../support/views";
import { Visiting } from "../../support/visiting";

let room: Visiting;
let ui: RoomUi;

beforeEach(() => setLanguage("en"));

afterEach(() => {
  clear();
  room.leave();
});

async function looks(role: Role, ...items: readonly ObligationView[]): Promise<void> {
  room = await Visiting.enter({ ...roomOwing(items), members: [member("me", { role })] });
  ui = new RoomUi(room.visit);
  show(<WaitingPill visit={room.visit} ui={ui} />);
}

test("staff see how many nobody has looked at, and are led to the oldest", async () => {
  const question = { kind: "question", number: 7 } as const;
  await looks(
    "teacher",
    owed(20),
    owed(10, { anchor: question }),
    owed(5, { state: "acked" }),
    owed(6, { paused_for: "asked_back" }),
  );
  expect(one("waiting-pill").textContent).toContain("2 wait for you");
  click("waiting-pill");
  expect(ui.tab.value).toBe("questions");
});

test("what was seen is not counted", async () => {
  await looks("ta", owed(5, { state: "acked" }));
  expect(all("waiting-pill")).toEqual([]);
});

test("peers are not asked to answer for the staff", async () => {
  await looks("student", owed(5));
  expect(all("waiting-pill")).toEqual([]);
});
