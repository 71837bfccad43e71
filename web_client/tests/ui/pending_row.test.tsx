import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { newPost, type PendingPost, plainDraft } from "../../src/core/outbox";
import { ErrorCode } from "../../src/core/wire.gen";
import { HeldRow, PendingRow } from "../../src/ui/pending_row";
import { RoomUi } from "../../src/ui/room_ui";
import { rulesWanted } from "../../src/ui/rules_gate";
import { all, clear, click, one, page, show } from "../support/page";
import { MODERATION, view } from "../support/views";
import { Visiting } from "../support/visiting";

let room: Visiting;

beforeEach(async () => {
  setLanguage("en");
  room = await Visiting.enter(view());
});

afterEach(() => {
  clear();
  room.leave();
  rulesWanted.value = null;
});

function showPost(change: Partial<PendingPost>): void {
  const post = { ...newPost("cid-0001", plainDraft("hello"), 0), ...change };
  room.session.posting.outbox.value = [post];
  show(<PendingRow visit={room.visit} post={post} />);
}

test("a post that slow mode holds back counts down", () => {
  showPost({ status: "slowed", retryAt: Date.now() + 9_500 });
  expect(one("slowed").textContent).toContain("10 s");
});

describe("a post that failed", () => {
  test("says why, and can be sent again", () => {
    showPost({ status: "failed", refusal: ErrorCode.REFUSED_BY_RULE });
    expect(page().textContent).toContain("A rule of this room does not allow this text");
    page().querySelector("button")?.click();
    expect(room.commands).toMatchObject([{ t: "post_message", cid: "cid-0001" }]);
  });

  test("for rules that are new leads to them, and follows once they are accepted", () => {
    showPost({ status: "failed", refusal: ErrorCode.RULES_NOT_ACCEPTED });
    page().querySelector("button")?.click();
    rulesWanted.value?.();
    expect(room.commands).toMatchObject([{ t: "post_message", cid: "cid-0001" }]);
  });
});

describe("a held message", () => {
  const held = {
    number: 4,
    at: 1,
    author: "me",
    author_name: "Me",
    cid: "cid-0004",
    body: "buy this",
    rule: "ads",
    reply_to: null,
    mentions: [],
    attachments: [],
    review_by: null,
    overdue: false,
  };

  test("names the rule, and can be appealed against", () => {
    const ui = new RoomUi(room.visit);
    show(<HeldRow visit={room.visit} ui={ui} held={held} />);
    expect(one("held-message").textContent).toContain("ads");
    click("appeal-button");
    expect(ui.dialog.value).not.toBeNull();
  });

  test("says that an appeal is open instead of taking another", async () => {
    clear();
    room.leave();
    const subject = { kind: "held", number: 4, member: null } as const;
    const cases = [{ number: 1, at: 1, is_appeal: true, subject, outcome: "", note: "" }];
    room = await Visiting.enter(
      view({ moderation: { ...MODERATION, own: { ...MODERATION.own, held: [held], cases } } }),
    );
    show(<HeldRow visit={room.visit} ui={new RoomUi(room.visit)} held={held} />);
    expect(all("appeal-button")).toEqual([]);
    expect(page().textContent).toContain("being read");
  });
});
