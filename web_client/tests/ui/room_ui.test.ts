import { afterEach, expect, test } from "vitest";
import { RoomUi } from "../../src/ui/room_ui";
import { message, withMessages } from "../support/views";
import { settled, Visiting } from "../support/visiting";

let room: Visiting;

afterEach(() => room.leave());

test("on a first visit, what was there is read, and what comes while nobody looks is not", async () => {
  localStorage.clear();
  room = await Visiting.enter(withMessages([message(1), message(2)]));
  const ui = new RoomUi(room.visit);
  expect(ui.unread.value).toBe(0);
  const { replies, edited_at, state, reactions, ...said } = message(3);
  room.happens({ t: "message_posted", held: null, hidden: false, ...said });
  await settled();
  expect(ui.unread.value).toBe(1);
});
