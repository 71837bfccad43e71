import { afterEach, describe, expect, test } from "vitest";
import type { LobbyRoom, MessageView, RoomView } from "../../../src/core/wire.gen";
import { ErrorCode } from "../../../src/core/wire.gen";
import { MessageRow } from "../../../src/ui/message_row";
import { messageItems } from "../../../src/ui/message_tools";
import { ModerationPanel, staffWaiting } from "../../../src/ui/moderation/panel";
import { roomsToMoveTo } from "../../../src/ui/moving/move_dialog";
import { ownNotice } from "../../../src/ui/own_notices";
import { RoomUi } from "../../../src/ui/room_ui";
import { all, clear, click, during, one, page, show, submit } from "../../support/page";
import { MODERATION, member, message, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

const lobbyRoom = (id: string, changes: Partial<LobbyRoom> = {}): LobbyRoom => ({
  id,
  title: id.toUpperCase(),
  kind: "zone",
  present: [],
  count: 0,
  capacity: 100,
  has_media: false,
  last_message: 0,
  purpose: "questions",
  daily: false,
  archived: false,
  ...changes,
});

const FLAGS = [{ id: 1, at: 5, author_name: "Ada", excerpt: "It rained.", count: 2 }];
const STAFF = { waiting: [], held: [], cases: [], mutes: [], bans: [], exclusions: [], matches: [] };

function seenBy(role: "ta" | "student", shown: MessageView, changes: Partial<RoomView> = {}): RoomView {
  const chat = { messages: [shown], pins: [], important: [] };
  const moderation = { ...MODERATION, staff: role === "ta" ? { ...STAFF, rules: [], ladder: [] } : null };
  return view({ members: [member("me", { role })], chat, moderation, ...changes });
}

async function read(shown: MessageView, seen: RoomView): Promise<void> {
  room = await Visiting.enter(seen);
  ui = new RoomUi(room.visit);
  room.knows(
    lobbyRoom("study"),
    lobbyRoom("maths"),
    lobbyRoom("old", { archived: true }),
    lobbyRoom("lounge", { purpose: "lounge" }),
  );
  show(<MessageRow visit={room.visit} ui={ui} message={shown} grouped={false} />);
}

const choose = (shown: MessageView, id: string) =>
  during(() =>
    messageItems(room.visit, ui, shown)
      .find((item) => item.id === id)
      ?.onSelect(),
  );
const items = (shown: MessageView) => messageItems(room.visit, ui, shown).map(({ id }) => id);

describe("a message that has moved", () => {
  const place = { room: "lounge", title: "Lounge", id: 7 };

  test("leads to where it is", async () => {
    const stub = message(1, { state: "moved", body: "", moved: place });
    await read(stub, seenBy("ta", stub));
    expect(one("moved-link").getAttribute("href")).toBe("/r/lounge?message=7");
    expect(page().textContent).toContain("Moved to Lounge");
    expect(items(stub)).toEqual([]);
    click("moved-link");
    expect(location.pathname).toBe("/r/lounge");
  });

  test("and is on its way, says so", async () => {
    const stub = message(1, { state: "moved", body: "", moved: { ...place, title: "", id: null } });
    await read(stub, seenBy("student", stub));
    expect(page().textContent).toContain("on its way");
    expect(all("moved-link")).toEqual([]);
  });

  test("says where it came from", async () => {
    const came = message(1, { moved: { room: "maths", title: "Maths", id: 3 } });
    await read(came, seenBy("student", came));
    expect(one("came-from").textContent).toContain("Maths");
  });

  test("tells its author, with the reason", async () => {
    const shown = message(1);
    await read(shown, seenBy("student", shown));
    const event = {
      t: "thread_moved",
      at: 6,
      ids: [1],
      to: "lounge",
      by: "t",
      author: "me",
      reason: "chatter",
    } as const;
    expect(ownNotice(event, "me")?.text).toContain("chatter");
    expect(ownNotice(event, "ada")).toBeNull();
  });
});

describe("off topic", () => {
  test("is said with one press, taken back with another, and never of one's own words", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown, seenBy("student", shown));
    await choose(shown, "off-topic");
    expect(room.commands.at(-1)).toEqual({ t: "flag_off_topic", id: 1, on: true });
    await read(shown, seenBy("student", shown, { moving: { off_topic: [], flagged: [1] } }));
    await choose(shown, "off-topic");
    expect(room.commands.at(-1)).toEqual({ t: "flag_off_topic", id: 1, on: false });
    const own = message(1, { author: "me" });
    await read(own, seenBy("student", own));
    expect(items(own)).not.toContain("off-topic");
    expect(items(own)).not.toContain("move");
  });

  test("is counted for staff at the message, who move it to the lounge or leave it", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown, seenBy("ta", shown, { moving: { off_topic: FLAGS, flagged: [] } }));
    expect(one("off-topic-prompt").textContent).toContain("2 people");
    click("off-topic-stays");
    expect(room.commands.at(-1)).toEqual({ t: "settle_off_topic", id: 1 });
    await room.agrees();
    click("off-topic-lounge");
    expect(room.commands.at(-1)).toEqual({ t: "move_thread", id: 1, to: "lounge", reason: "" });
    expect(items(shown)).toEqual(expect.arrayContaining(["move", "settle"]));
  });

  test("is shown to nobody else", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown, seenBy("student", shown, { moving: { off_topic: [], flagged: [1] } }));
    expect(all("off-topic-prompt")).toEqual([]);
  });

  test("waits among what staff decide", async () => {
    const shown = message(1, { author: "ada" });
    await read(shown, seenBy("ta", shown, { moving: { off_topic: FLAGS, flagged: [] } }));
    show(<ModerationPanel visit={room.visit} ui={ui} />);
    expect(staffWaiting(room.visit)).toBe(1);
    expect(one("off-topic").textContent).toContain("It rained.");
    click("off-topic-move");
    expect(ui.dialog.value).not.toBeNull();
  });
});

describe("moving", () => {
  async function opened(shown: MessageView): Promise<void> {
    await read(shown, seenBy("ta", shown));
    await choose(shown, "move");
    const dialog = ui.dialog.value;
    if (dialog === null) throw new Error("no dialog is open");
    show(dialog());
  }

  test("offers the other rooms of the space, lounges first", async () => {
    const shown = message(1, { author: "ada", replies: 2 });
    await opened(shown);
    expect(roomsToMoveTo(room.visit).map(({ id }) => id)).toEqual(["lounge", "maths"]);
    expect(page().textContent).toContain("LOUNGE (lounge)");
    submit();
    expect(room.commands.at(-1)).toEqual({ t: "move_thread", id: 1, to: "lounge", reason: "" });
  });

  test("says why it is refused, and stays open", async () => {
    await opened(message(1, { author: "ada" }));
    submit();
    await during(() => room.refuses(ErrorCode.TOO_OLD));
    expect(page().textContent).toContain("too old");
  });

  test("says that there is nowhere to move it", async () => {
    await opened(message(1, { author: "ada" }));
    await during(() => room.knows(lobbyRoom("study")));
    expect(page().textContent).toContain("no other room");
  });
});
