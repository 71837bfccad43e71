import { afterEach, describe, expect, test } from "vitest";
import type { HistoryFrame, MessageView, RoomView } from "../../src/core/wire.gen";
import { ChatPanel } from "../../src/ui/chat_panel";
import { RoomUi } from "../../src/ui/room_ui";
import { all, clear, click, during, one, page, press, show, submit, write } from "../support/page";
import { member, message, view, withMessages } from "../support/views";
import { settled, Visiting } from "../support/visiting";

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

async function enter(seen: RoomView): Promise<void> {
  localStorage.clear();
  room = await Visiting.enter(seen);
  ui = new RoomUi(room.visit);
  show(<ChatPanel visit={room.visit} ui={ui} />);
}

async function answer(
  messages: readonly MessageView[],
  asked: "read_history" | "search_messages",
): Promise<void> {
  const history: HistoryFrame = { t: "history", ref: room.socket.last(asked).ref, messages, more: false };
  await during(async () => {
    room.socket.deliver(history);
    await settled();
  });
}

const ids = () => all("message").map((row) => Number(row.dataset.message));

describe("a thread", () => {
  const first = message(1, { body: "first", replies: 2 });

  test("shows the first message and its replies, and what is written there joins it", async () => {
    await enter(withMessages([first, message(2, { reply_to: 1 }), message(3)]));
    await during(() => click("open-thread"));
    await answer([message(2, { reply_to: 1, body: "second" })], "read_history");
    expect(ids()).toEqual([1, 2]);
    write(one("chat-composer"), "third");
    press(one("chat-composer"), { key: "Enter" });
    expect(room.commands.at(-1)).toMatchObject({ t: "post_message", body: "third", reply_to: 1 });
    expect(all("pending-message")).toHaveLength(1);
    await during(() => click("chat-back"));
    expect(ids()).toEqual([1, 2, 3]);
  });
});

describe("searching", () => {
  test("finds, newest first, and jumps to where it was said", async () => {
    await enter(withMessages([message(50)]));
    await during(() => click("search-button"));
    write(one("search-field"), " 作业 ");
    await during(() => submit());
    expect(room.socket.last("search_messages")).toMatchObject({ text: "作业" });
    await answer([message(2, { body: "交作业" }), message(9, { body: "作业本" })], "search_messages");
    expect(all("search-result").map((result) => result.dataset.message)).toEqual(["9", "2"]);
    await during(() => all("search-result")[1]?.click());
    expect(ui.chatPage.value).toEqual({ page: "around", id: 2 });
    await answer([message(1), message(2), message(3)], "read_history");
    expect(ids()).toEqual([1, 2, 3]);
  });

  test("says when nothing was found", async () => {
    await enter(view());
    await during(() => click("search-button"));
    write(one("search-field"), "x");
    await during(() => submit());
    await answer([], "search_messages");
    expect(page().textContent).toContain("Nothing was found");
  });
});

describe("important messages", () => {
  const exam = message(2, { important: true, body: "exam" });

  test("have a count of their own, which ends when they were looked at", async () => {
    await enter(view({ chat: { messages: [message(1), exam], pins: [], important: [exam] } }));
    expect(one("important-badge").textContent).toBe("1");
    await during(() => click("important-button"));
    await answer([exam], "read_history");
    expect(ids()).toEqual([2]);
    await during(() => click("chat-back"));
    expect(all("important-badge")).toEqual([]);
  });
});

describe("pins", () => {
  const pinned = message(1, { body: "syllabus" });
  const chat = { messages: [pinned], pins: [pinned], important: [] };

  test("stand above, and only staff take them down", async () => {
    await enter(view({ chat }));
    expect(one("pin").textContent).toContain("syllabus");
    expect(one("pin").querySelectorAll("button")).toHaveLength(1);
    clear();
    room.leave();
    await enter(view({ chat, members: [member("me", { role: "ta" })] }));
    await during(() => one("pin").querySelectorAll("button")[1]?.click());
    expect(room.commands.at(-1)).toEqual({ t: "pin_message", id: 1, on: false });
  });
});

test("arrows go from message to message, and Tab stops at one of them", async () => {
  await enter(withMessages([message(1), message(2), message(3)]));
  const rows = all("message");
  const stops = () => rows.filter((row) => row.querySelector("[data-testid='message-menu'][tabindex='0']"));
  expect(stops()).toEqual([rows[2]]);
  await during(() => rows[2]?.focus());
  press(rows[2] as HTMLElement, { key: "ArrowUp" });
  expect(document.activeElement).toBe(rows[1]);
  await during(() => settled());
  expect(stops()).toEqual([rows[1]]);
});

describe("keys on a message", () => {
  const row = () => all("message")[0] as HTMLElement;

  test("R answers it, and raises no hand", async () => {
    await enter(withMessages([message(1, { author_name: "Ann" })]));
    const event = press(row(), { key: "r" });
    expect(event.defaultPrevented).toBe(true);
    expect(ui.composing.replyTo.value?.id).toBe(1);
  });

  test("E changes one's own, Delete asks before it deletes", async () => {
    await enter(withMessages([message(1, { author: "me", body: "helo" })]));
    press(row(), { key: "e" });
    expect(ui.composing.text.value).toBe("helo");
    press(row(), { key: "Delete" });
    expect(ui.dialog.value).not.toBeNull();
    expect(room.commands).toEqual([]);
  });

  test("do nothing that the menu does not offer", async () => {
    await enter(withMessages([message(1)]));
    expect(press(row(), { key: "e" }).defaultPrevented).toBe(false);
    expect(press(row(), { key: "Delete" }).defaultPrevented).toBe(false);
    expect(press(row(), { key: "r", ctrlKey: true }).defaultPrevented).toBe(false);
  });
});

describe("a daily room", () => {
  const NOON = Date.UTC(2026, 10, 24, 4) / 1000;
  const said = [
    message(1, { at: NOON - 86_400 }),
    message(2, { at: NOON - 43_200 }),
    message(3, { at: NOON }),
  ];
  const daily = (after: number): RoomView => ({
    ...withMessages(said),
    kind: "zone",
    daily: true,
    day: { date: "2026-11-24", zone: "Asia/Shanghai", after },
  });

  test("shows what was said today, and the days before when they are wanted", async () => {
    await enter(daily(2));
    expect(ids()).toEqual([3]);
    await during(() => click("earlier-days"));
    expect(ids()).toEqual([1, 2, 3]);
    await during(() => click("only-today"));
    expect(ids()).toEqual([3]);
  });

  test("has the days of its space, wherever its readers are", async () => {
    await enter(daily(1));
    await during(() => click("earlier-days"));
    expect(all("day")).toHaveLength(2);
    expect(ids()).toEqual([1, 2, 3]);
  });

  test("begins anew while one is there", async () => {
    await enter(daily(2));
    await during(() =>
      room.happens({
        t: "day_began",
        at: NOON + 43_200,
        date: "2026-11-25",
        zone: "Asia/Shanghai",
        after: 3,
      }),
    );
    expect(ids()).toEqual([]);
  });

  test("leads to a message of an earlier day", async () => {
    await enter(daily(2));
    await during(() => ui.jumpTo(1));
    expect(ids()).toEqual([1, 2, 3]);
  });
});

test("an archived room is read and searched, and nothing is written in it", async () => {
  await enter({ ...withMessages([message(1)]), archived: true });
  expect(ids()).toEqual([1]);
  expect(one("archived-notice").textContent).toContain("You can read and search it.");
  expect(all("chat-composer")).toEqual([]);
  expect(all("search-button")).toHaveLength(1);
});
