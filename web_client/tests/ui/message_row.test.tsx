import { afterEach, describe, expect, test } from "vitest";
import type { MessageView, RoomView } from "../../src/core/wire.gen";
import { MessageRow } from "../../src/ui/message_row";
import { messageItems } from "../../src/ui/message_tools";
import { RoomUi } from "../../src/ui/room_ui";
import { all, clear, click, one, page, show } from "../support/page";
import { member, message, view, withMessages } from "../support/views";
import { Visiting } from "../support/visiting";

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

async function read(shown: MessageView, seen: RoomView = withMessages([shown])): Promise<void> {
  room = await Visiting.enter(seen);
  ui = new RoomUi(room.visit);
  show(<MessageRow visit={room.visit} ui={ui} message={shown} grouped={false} />);
}

const asStaff = (...messages: MessageView[]) =>
  view({ members: [member("me", { role: "ta" })], chat: { messages, pins: [], important: [] } });

const items = (shown: MessageView) => messageItems(room.visit, ui, shown).map(({ id }) => id);

describe("a tombstone", () => {
  test("says that it was deleted, to everybody, and offers nothing", async () => {
    const gone = message(1, { state: "deleted", body: "" });
    await read(gone, asStaff(gone));
    expect(page().textContent).toContain("deleted");
    expect(all("message-menu")).toEqual([]);
  });

  test("of a hidden message keeps its words from peers", async () => {
    await read(message(1, { state: "hidden", body: "" }));
    expect(page().textContent).toContain("hidden");
    expect(all("appeal-button")).toEqual([]);
  });

  test("lets its author read it, and appeal", async () => {
    await read(message(1, { state: "hidden", author: "me", body: "my words" }));
    expect(page().textContent).toContain("my words");
    click("appeal-button");
    expect(ui.dialog.value).not.toBeNull();
  });

  test("lets staff read it and bring it back", async () => {
    const hidden = message(1, { state: "hidden", body: "his words" });
    await read(hidden, asStaff(hidden));
    expect(page().textContent).toContain("his words");
    expect(items(hidden)).toContain("restore");
  });
});

describe("who wrote it", () => {
  test("opens their card, for staff", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown, asStaff(shown));
    expect(items(shown)).toContain("card");
    click("message-author");
    expect(ui.dialog.value).not.toBeNull();
  });

  test("is only a name for students, for bots and for oneself", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown);
    expect(items(shown)).not.toContain("card");
    expect(all("message-author")).toEqual([]);
    const [own, bot] = [message(2, { author: "me" }), message(3, { author: "x", author_kind: "bot" })];
    await read(own, asStaff(own, bot));
    expect([...items(own), ...items(bot)]).not.toContain("card");
    expect(all("message-author")).toEqual([]);
  });
});

describe("what one may do", () => {
  test("with one's own message: edit and delete it, not report it", async () => {
    const own = message(1, { author: "me" });
    await read(own);
    expect(items(own)).toEqual(expect.arrayContaining(["edit", "delete"]));
    expect(items(own)).not.toContain("report");
  });

  test("with another's: report it", async () => {
    const other = message(1);
    await read(other);
    expect(items(other)).toContain("report");
    expect(items(other)).not.toContain("delete");
    expect(items(other)).not.toContain("pin");
  });

  test("as staff: pin, mark, hide and delete it", async () => {
    const other = message(1);
    await read(other, asStaff(other));
    expect(items(other)).toEqual(expect.arrayContaining(["pin", "mark", "hide", "delete"]));
    messageItems(room.visit, ui, other)
      .find(({ id }) => id === "pin")
      ?.onSelect();
    expect(room.commands.at(-1)).toEqual({ t: "pin_message", id: 1, on: true });
  });
});

test("staff are offered to take down nothing of their own rank or above", async () => {
  const [equal, hidden] = [message(1), message(2, { state: "hidden" })];
  await read(equal, {
    ...asStaff(equal),
    members: [member("me", { role: "ta" }), member("a", { role: "ta" })],
  });
  expect(items(equal)).toContain("pin");
  for (const act of ["hide", "delete"]) expect(items(equal)).not.toContain(act);
  expect(items(hidden)).not.toContain("restore");
});

describe("reactions", () => {
  const liked = message(1, { reactions: { "👍": ["ann", "me"], "🎉": ["ann"] } });

  test("are counted, say who, and show one's own", async () => {
    await read(
      liked,
      view({
        members: [member("me", { name: "Me" }), member("ann", { name: "Ann" })],
        chat: { messages: [liked], pins: [], important: [] },
      }),
    );
    const [thumbs, party] = all("reaction");
    expect(thumbs?.getAttribute("aria-pressed")).toBe("true");
    expect(thumbs?.title).toContain("Ann, Me");
    expect(party?.getAttribute("aria-pressed")).toBe("false");
  });

  test("are given, and taken back, with a click", async () => {
    await read(liked);
    for (const reaction of all("reaction")) reaction.click();
    expect(room.commands).toEqual([
      { t: "react_to_message", id: 1, emoji: "👍", on: false },
      { t: "react_to_message", id: 1, emoji: "🎉", on: true },
    ]);
  });
});

describe("a reply", () => {
  test("quotes what it answers, and leads there", async () => {
    const first = message(1, { author_name: "Ann", body: "**What** is x?" });
    await read(message(2, { reply_to: 1 }), withMessages([first, message(2, { reply_to: 1 })]));
    expect(one("quote").textContent).toContain("What is x?");
    click("quote");
    expect(ui.pointedAt.value).toBe(1);
    expect(ui.chatPage.value).toEqual({ page: "all" });
  });

  test("to a message that is not loaded leads into the past", async () => {
    await read(message(90, { reply_to: 1 }));
    click("quote");
    expect(ui.chatPage.value).toEqual({ page: "around", id: 1 });
  });

  test("is counted under the first message, which opens the thread", async () => {
    const first = message(1, { replies: 2 });
    await read(first);
    expect(one("open-thread").textContent).toContain("2");
    click("open-thread");
    expect(ui.chatPage.value).toEqual({ page: "thread", first });
    expect(ui.composing.thread).toBe(1);
  });
});

test("a message that mentions the reader says so in words", async () => {
  await read(message(1, { mentions: ["me"] }));
  expect(one("message").dataset.mentionsMe).toBe("true");
  expect(page().textContent).toContain("mentions you");
});

test("a picture is shown, another file is a link with its size", async () => {
  const hash = "a".repeat(64);
  await read(
    message(1, {
      attachments: [
        { id: `${hash}.png`, name: "cat.png", size: 10 },
        { id: `${hash}.pdf`, name: "exam.pdf", size: 2048 },
      ],
    }),
  );
  const [picture, exam] = all("attachment") as readonly HTMLAnchorElement[];
  expect(picture?.querySelector("img")?.getAttribute("src")).toBe(`/files/study/${hash}.png`);
  expect(exam?.textContent).toContain("2 kB");
  expect(exam?.rel).toBe("noopener");
});
