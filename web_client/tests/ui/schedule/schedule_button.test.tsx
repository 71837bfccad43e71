import { afterEach, expect, test } from "vitest";
import type { Role, RoomView } from "../../../src/core/wire.gen";
import { RoomUi } from "../../../src/ui/room_ui";
import { ScheduleButton } from "../../../src/ui/schedule/schedule_button";
import { all, clear, click, during, show } from "../../support/page";
import { member, message, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

async function enter(role: Role, changes: Partial<RoomView> = {}): Promise<void> {
  room = await Visiting.enter(view({ members: [member("me", { role })], ...changes }));
  ui = new RoomUi(room.visit);
  show(<ScheduleButton visit={room.visit} ui={ui} composing={ui.composing} />);
}

test("staff come to the form by it", async () => {
  await enter("ta");
  click("schedule-button");
  expect(ui.dialog.value).not.toBeNull();
});

test("nobody else has it, and no sub-room", async () => {
  await enter("student");
  expect(all("schedule-button")).toEqual([]);
  clear();
  room.leave();
  await enter("teacher", { parent: "algebra" });
  expect(all("schedule-button")).toEqual([]);
});

test("a reply is not for later", async () => {
  await enter("ta");
  await during(() => {
    ui.composing.replyTo.value = message(1);
  });
  expect(all("schedule-button")).toEqual([]);
});
