import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Draft } from "../../src/core/outbox";
import type { RoomView } from "../../src/core/wire.gen";
import { ErrorCode, MAX_BODY_LENGTH } from "../../src/core/wire.gen";
import { Composer } from "../../src/ui/composer";
import { RoomUi } from "../../src/ui/room_ui";
import { rulesWanted } from "../../src/ui/rules_gate";
import { all, clear, during, one, press, show, write } from "../support/page";
import { MODERATION, member, message, view, withMessages } from "../support/views";
import { Visiting } from "../support/visiting";

let room: Visiting;
let ui: RoomUi;

async function enter(seen: RoomView): Promise<void> {
  room = await Visiting.enter(seen);
  ui = new RoomUi(room.visit);
  show(<Composer visit={room.visit} ui={ui} />);
}

beforeEach(() => enter(view({ members: [member("me"), member("lei", { name: "Li Lei" })] })));

afterEach(() => {
  clear();
  room.leave();
  rulesWanted.value = null;
});

const field = () => one("chat-composer") as HTMLTextAreaElement;
const type = (text: string) => write(field(), text);
const enterKey = (init: KeyboardEventInit = {}) => press(field(), { key: "Enter", ...init });

function drafts(): readonly Draft[] {
  return room.session.posting.outbox.value.map(({ draft }) => draft);
}

describe("Enter", () => {
  test("sends, trimmed, and empties the field", () => {
    type("  hello\n");
    const event = enterKey();
    expect(drafts().map(({ body }) => body)).toEqual(["hello"]);
    expect(field().value).toBe("");
    expect(event.defaultPrevented).toBe(true);
  });

  test("with Shift starts a new line", () => {
    type("hello");
    const event = enterKey({ shiftKey: true });
    expect(drafts()).toEqual([]);
    expect(event.defaultPrevented).toBe(false);
  });

  test("chooses a word while an input method composes", () => {
    type("ni hao");
    enterKey({ isComposing: true });
    enterKey({ keyCode: 229 });
    expect(drafts()).toEqual([]);
    enterKey();
    expect(drafts().map(({ body }) => body)).toEqual(["ni hao"]);
  });
});

test("nothing, and only blanks, cannot be sent", () => {
  type(" \n ");
  enterKey();
  expect(drafts()).toEqual([]);
  expect((one("chat-send") as HTMLButtonElement).disabled).toBe(true);
});

test("the longest message may be sent, one character more may not; an emoji is one character", () => {
  type("😀".repeat(MAX_BODY_LENGTH + 1));
  enterKey();
  expect(drafts()).toEqual([]);
  type("😀".repeat(MAX_BODY_LENGTH));
  enterKey();
  expect(drafts()).toHaveLength(1);
});

test("writing is told as typing", () => {
  type("h");
  expect(room.socket.last("typing").room).toBe("study");
});

describe("mentioning", () => {
  test("a name is offered after an @, chosen with Enter, and the message says who is meant", () => {
    type("hi @li");
    expect(all("mention-option").map((option) => option.dataset.member)).toEqual(["lei"]);
    enterKey();
    expect(field().value).toBe("hi @Li Lei ");
    expect(drafts()).toEqual([]);
    enterKey();
    expect(drafts()).toMatchObject([{ body: "hi @Li Lei", mentions: ["lei"] }]);
  });

  test("Escape closes the list and keeps the words", () => {
    type("@li");
    press(field(), { key: "Escape" });
    expect(all("mention-option")).toEqual([]);
    expect(field().value).toBe("@li");
  });
});

describe("replying", () => {
  test("says to which message, until Escape", () => {
    ui.reply(message(3, { author_name: "Ann" }));
    type("yes");
    expect(one("composer-context").textContent).toContain("Ann");
    enterKey();
    expect(drafts()).toMatchObject([{ body: "yes", reply_to: 3 }]);
    expect(all("composer-context")).toEqual([]);
  });
});

describe("changing what one wrote", () => {
  beforeEach(async () => {
    room.leave();
    const own = message(4, { author: "me", body: "helo" });
    await enter(withMessages([own, message(5)]));
  });

  test("Up takes one's last message into the empty field, Enter saves it, and the draft is back", async () => {
    press(field(), { key: "ArrowUp" });
    expect(field().value).toBe("helo");
    type("hello");
    enterKey();
    expect(room.commands.at(-1)).toEqual({ t: "edit_message", id: 4, body: "hello" });
    await during(() => room.agrees());
    expect(field().value).toBe("");
    expect(drafts()).toEqual([]);
  });

  test("Up leaves a field alone in which something is written", () => {
    type("new");
    press(field(), { key: "ArrowUp" });
    expect(field().value).toBe("new");
  });

  test("a refused change stays in the field", async () => {
    press(field(), { key: "ArrowUp" });
    type("advertisement");
    enterKey();
    await during(() => room.refuses(ErrorCode.REFUSED_BY_RULE));
    expect(field().value).toBe("advertisement");
    press(field(), { key: "Escape" });
    expect(field().value).toBe("");
  });
});

describe("what keeps one from writing", () => {
  test("a mute is told with its reason, and can be appealed against", async () => {
    room.leave();
    const mute = {
      member: "me",
      scope: "text",
      at: 1,
      by: "t",
      reason: "flooding",
      until: null,
      rule: null,
      inherited: false,
    } as const;
    await enter(
      view({
        moderation: {
          ...MODERATION,
          door: { ...MODERATION.door, muted: { me: ["text"] } },
          own: { ...MODERATION.own, mutes: [mute] },
        },
      }),
    );
    expect(field().disabled).toBe(true);
    expect(one("muted-notice").textContent).toContain("flooding");
    expect(all("appeal-button")).toHaveLength(1);
  });

  test("a mute of the room above is appealed against there", async () => {
    room.leave();
    const mute = {
      member: "me",
      scope: "text",
      at: 1,
      by: "t",
      reason: "",
      until: null,
      rule: null,
      inherited: true,
    } as const;
    await enter(view({ moderation: { ...MODERATION, own: { ...MODERATION.own, mutes: [mute] } } }));
    expect(one("muted-notice").textContent).toContain("appeal there");
    expect(all("appeal-button")).toEqual([]);
  });

  test("rules that one has not accepted are shown before the first post, which follows by itself", async () => {
    room.leave();
    const rules = { version: 2, en: "Be kind.", zh: "友善。" };
    await enter(view({ moderation: { ...MODERATION, door: { ...MODERATION.door, rules, accepted: 1 } } }));
    type("hello");
    enterKey();
    expect(drafts()).toEqual([]);
    expect(field().value).toBe("hello");
    await during(() => rulesWanted.value?.());
    expect(drafts()).toMatchObject([{ body: "hello" }]);
  });

  test("staff, who made the rules, are not asked", async () => {
    room.leave();
    const door = { ...MODERATION.door, rules: { version: 2, en: "Be kind.", zh: "友善。" } };
    const members = [member("me", { role: "teacher" })];
    await enter(view({ members, moderation: { ...MODERATION, door } }));
    type("hello");
    enterKey();
    expect(drafts()).toHaveLength(1);
  });

  test("slow mode is told to students, not to staff", async () => {
    room.leave();
    const moderation = { ...MODERATION, door: { ...MODERATION.door, slow_seconds: 30 } };
    await enter(view({ moderation }));
    expect(all("slow-mode-notice")).toHaveLength(1);
    clear();
    room.leave();
    await enter(view({ moderation, members: [member("me", { role: "teacher" })] }));
    expect(all("slow-mode-notice")).toEqual([]);
  });
});

test("only staff can write into the important lane", async () => {
  expect(all("important-toggle")).toEqual([]);
  clear();
  room.leave();
  await enter(view({ members: [member("me", { role: "ta" })] }));
  await during(() => one("important-toggle").click());
  type("exam on Friday");
  enterKey();
  expect(drafts()).toMatchObject([{ important: true }]);
});
