import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaseView, Role, RoomView, StaffView } from "../../src/core/wire.gen";
import { ErrorCode } from "../../src/core/wire.gen";
import { HeldBanner } from "../../src/ui/moderation/held_banner";
import { ModerationPanel, staffWaiting } from "../../src/ui/moderation/panel";
import { RoomUi } from "../../src/ui/room_ui";
import { all, clear, click, during, one, page, show, submit, write } from "../support/page";
import { question } from "../support/questions";
import { MODERATION, member, view } from "../support/views";
import { Visiting } from "../support/visiting";

const STAFF: StaffView = {
  waiting: [
    { member: "ann", name: "Ann", role: "student", at: 1 },
    { member: "bob", name: "Bob", role: "guest", at: 2 },
  ],
  held: [
    {
      number: 7,
      at: 1,
      author: "eve",
      author_name: "Eve",
      cid: "cid-7",
      body: "buy this",
      rule: "ads",
      reply_to: null,
      mentions: [],
      attachments: [],
      review_by: 121,
      overdue: false,
    },
  ],
  cases: [report(1), { ...report(2), reason: null, text: "It was a joke" }],
  mutes: [
    {
      member: "eve",
      scope: "text",
      at: 1,
      by: "t",
      reason: "ads",
      until: null,
      rule: null,
      inherited: false,
    },
  ],
  bans: [{ member: "mal", name: "Mal", at: 1, until: 99, by: "t", reason: "" }],
  exclusions: [],
  matches: [{ at: 1, rule: "ads", member: "eve", excerpt: "buy", shadow: true }],
  rules: [],
  ladder: [],
};

function report(number: number): CaseView {
  return {
    number,
    at: 1,
    member: "ann",
    member_name: "Ann",
    subject: { kind: "message", number: 3, member: null },
    about: "eve",
    excerpt: "buy this",
    text: "",
    reason: "spam",
  };
}

let room: Visiting;
let ui: RoomUi;

async function enter(
  role: Role,
  staff: StaffView | null = STAFF,
  changes: Partial<RoomView> = {},
): Promise<void> {
  room = await Visiting.enter(
    view({ members: [member("me", { role })], moderation: { ...MODERATION, staff }, ...changes }),
  );
  ui = new RoomUi(room.visit);
  show(<ModerationPanel visit={room.visit} ui={ui} />);
}

beforeEach(() => enter("teacher"));

afterEach(() => {
  clear();
  room.leave();
});

function showDialog(): void {
  const dialog = ui.dialog.value?.();
  if (dialog === undefined) throw new Error("no dialog is open");
  show(dialog);
}

const first = (testId: string) => all(testId)[0] as HTMLElement;

test("counts what waits for staff, and shows nothing of it to others", async () => {
  expect(staffWaiting(room.visit)).toBe(5);
  clear();
  room.leave();
  await enter("student", null);
  expect(staffWaiting(room.visit)).toBe(0);
  expect(all("moderation-panel")).toEqual([]);
});

describe("the door", () => {
  test("lets in one, all, or turns away", () => {
    first("admit").click();
    click("admit-all");
    first("turn-away").click();
    expect(room.commands).toEqual([
      { t: "admit_member", member: "ann" },
      { t: "admit_member", member: null },
      { t: "turn_away", member: "ann" },
    ]);
  });
});

describe("held messages", () => {
  test("that wait too long say so, and staff are led to them", async () => {
    expect([all("held-overdue"), all("held-banner")]).toEqual([[], []]);
    clear();
    room.leave();
    const late = { ...STAFF, held: STAFF.held.map((each) => ({ ...each, overdue: true })) };
    await enter("teacher", late);
    expect(all("held-overdue")).toHaveLength(1);
    clear();
    show(<HeldBanner visit={room.visit} ui={ui} />);
    expect(one("held-banner").textContent).toContain("1 post has waited long for approval");
    await during(() => click("held-banner-go"));
    expect(ui.tab.value).toBe("moderation");
  });

  test("and questions, too; the banner goes when somebody has looked", async () => {
    clear();
    room.leave();
    const late = question(3, { state: "held", held_for: "everybody", overdue: true });
    await enter("teacher", { ...STAFF, held: [] }, { questions: { ...view().questions, items: [late] } });
    clear();
    show(<HeldBanner visit={room.visit} ui={ui} />);
    await during(() => click("held-banner-go"));
    expect(ui.tab.value).toBe("questions");
    const approved = { ...late, state: "queued", held_for: null, overdue: false } as const;
    await during(() => room.happens({ t: "question_approved", at: 9, id: 3, by: "tom", question: approved }));
    expect(all("held-banner")).toEqual([]);
  });

  test("are posted with one press", () => {
    click("release-held");
    expect(room.commands).toEqual([{ t: "release_held", number: 7 }]);
  });

  test("are dropped with a reason for their author", async () => {
    click("drop-held");
    showDialog();
    write(page().querySelector("textarea") as HTMLElement, "No ads here");
    submit();
    expect(room.commands).toEqual([{ t: "drop_held", number: 7, reason: "No ads here" }]);
    await during(() => room.agrees());
    expect(ui.dialog.value).toBeNull();
  });
});

describe("cases", () => {
  test("a report is closed with a verdict", () => {
    click("handle-report");
    showDialog();
    submit();
    expect(room.commands).toEqual([{ t: "handle_report", number: 1, verdict: "acted", note: "" }]);
  });

  test("an appeal is decided by who may set rules", async () => {
    click("grant-appeal");
    showDialog();
    submit();
    expect(room.commands).toEqual([{ t: "decide_appeal", number: 2, granted: true, note: "" }]);
    clear();
    room.leave();
    await enter("ta");
    expect(all("appeal")).toHaveLength(1);
    expect(all("grant-appeal")).toEqual([]);
  });
});

test("what holds can be lifted, and what a rule on trial matched is marked", () => {
  click("lift-mute");
  click("lift-ban");
  expect(room.commands).toEqual([
    { t: "unmute_member", member: "eve", scopes: ["text"] },
    { t: "lift_ban", member: "mal" },
  ]);
  expect(one("match").textContent).toContain("trial");
});

describe("who shall be removed for good", () => {
  const proposal = { member: "mal", name: "Mal", at: 1, by: "tom", by_name: "Tom", reason: "threats" };

  async function proposed(role: Role, by = "tom"): Promise<void> {
    clear();
    room.leave();
    await enter(role, { ...STAFF, exclusions: [{ ...proposal, by }] });
  }

  test("is confirmed by somebody else, who is asked once more", async () => {
    await proposed("teacher");
    expect(one("exclusion").textContent).toContain("threats");
    expect(staffWaiting(room.visit)).toBe(6);
    click("confirm-exclusion");
    showDialog();
    submit();
    expect(room.commands).toEqual([{ t: "confirm_exclusion", member: "mal" }]);
  });

  test("is refused with a note", async () => {
    await proposed("operator");
    click("refuse-exclusion");
    showDialog();
    write(page().querySelector("textarea") as HTMLElement, "thirty days will do");
    submit();
    expect(room.commands).toEqual([{ t: "refuse_exclusion", member: "mal", note: "thirty days will do" }]);
  });

  test.each([
    ["ta", "tom"],
    ["teacher", "me"],
  ] as const)("is not for %s to decide when %s proposed it", async (role, by) => {
    await proposed(role, by);
    expect(all("exclusion")).toHaveLength(1);
    expect(all("confirm-exclusion")).toEqual([]);
    expect(staffWaiting(room.visit)).toBe(5);
  });

  test("and was, is lifted by who may decide it alone", async () => {
    const bans = STAFF.bans.map((ban) => ({ ...ban, until: null }));
    for (const [role, hidden] of [
      ["teacher", false],
      ["ta", true],
    ] as const) {
      clear();
      room.leave();
      await enter(role, { ...STAFF, bans });
      expect(one("ban").textContent).toContain("for good");
      expect(one("lift-ban").closest("[hidden]") !== null).toBe(hidden);
    }
  });
});

test("a sub-room lifts no mute of the room above, and has its rules", async () => {
  clear();
  room.leave();
  const mutes = STAFF.mutes.map((mute) => ({ ...mute, inherited: true }));
  await enter("teacher", { ...STAFF, mutes }, { parent: "algebra" });
  expect(one("mute").textContent).toContain("lifted there");
  expect(one("lift-mute").closest("[hidden]")).not.toBeNull();
  expect(all("edit-rules")).toEqual([]);
  expect(all("edit-content-rules")).toEqual([]);
});

describe("settings", () => {
  test("are sent, and spring back when the room refuses", async () => {
    const box = one("lock-room") as HTMLInputElement;
    box.click();
    expect(room.commands).toEqual([{ t: "lock_room", on: true }]);
    expect(box.checked).toBe(true);
    await during(() => room.refuses(ErrorCode.NOT_PERMITTED));
    expect(box.checked).toBe(false);
  });
});

describe("rules", () => {
  test("for people are published in both languages", () => {
    click("edit-rules");
    showDialog();
    const [en, zh] = page().querySelectorAll("textarea");
    write(en as HTMLElement, "Be kind.");
    write(zh as HTMLElement, "友善。");
    submit();
    expect(room.commands).toEqual([{ t: "publish_rules", en: "Be kind.", zh: "友善。" }]);
  });

  test("for content are saved together with the ladder", () => {
    click("edit-content-rules");
    showDialog();
    click("add-rule");
    write(one("rule-patterns"), "buy\n广告");
    click("add-step");
    submit();
    expect(room.commands).toMatchObject([
      {
        t: "set_content_rules",
        rules: [{ id: "rule-1", kind: "keywords", effect: "hold", patterns: ["buy", "广告"], shadow: true }],
        ladder: [{ strikes: 1, mute: null, ban: null }],
      },
    ]);
  });

  test("are changed by teachers, and only read by assistants", async () => {
    clear();
    room.leave();
    await enter("ta");
    expect(all("edit-rules")).toEqual([]);
    expect(all("edit-content-rules")).toEqual([]);
  });
});

test("the room can be taken away as files", () => {
  expect((one("export-audit-csv") as HTMLAnchorElement).getAttribute("href")).toBe(
    "/api/rooms/study/audit.csv",
  );
  expect((one("export-questions-json") as HTMLAnchorElement).getAttribute("href")).toBe(
    "/api/rooms/study/questions.json",
  );
});
