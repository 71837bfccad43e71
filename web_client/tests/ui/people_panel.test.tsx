import { afterEach, describe, expect, test } from "vitest";
import type { MemberView, Role, RoomView } from "../../src/core/wire.gen";
import { ErrorCode } from "../../src/core/wire.gen";
import { PeoplePanel } from "../../src/ui/people_panel";
import { personItems } from "../../src/ui/person_menu";
import { RoomUi } from "../../src/ui/room_ui";
import { all, clear, click, during, one, page, show, submit, write } from "../support/page";
import { MODERATION, member, view } from "../support/views";
import { Visiting } from "../support/visiting";

const ANN = member("ann", { name: "Ann" });

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

async function enter(role: Role, changes: Partial<RoomView> = {}, other: MemberView = ANN): Promise<void> {
  room = await Visiting.enter(view({ members: [member("me", { role }), other], ...changes }));
  ui = new RoomUi(room.visit);
}

function items(other: MemberView = ANN) {
  const seen = room.visit.view.value;
  if (seen === null) throw new Error("not in");
  return personItems({ visit: room.visit, ui, view: seen, member: other });
}

const ids = (other: MemberView = ANN) => items(other).map(({ id }) => id);

function choose(id: string): void {
  items()
    .find((item) => item.id === id)
    ?.onSelect();
}

describe("who may do what about whom", () => {
  test("a student mentions and reports", async () => {
    await enter("student");
    expect(ids()).toEqual(["mention", "report"]);
  });

  test("staff sanction those below them", async () => {
    await enter("ta");
    expect(ids()).toEqual(expect.arrayContaining(["mute", "warn", "remove", "ask-unmute"]));
    expect(ids(member("t", { role: "teacher" }))).not.toContain("mute");
    expect(ids(member("other", { role: "ta" }))).not.toContain("remove");
  });

  test("staff open the card of a learner, by the menu or the name; students open none", async () => {
    await enter("ta");
    expect(ids()).toContain("card");
    expect(ids(member("t", { role: "teacher" }))).not.toContain("card");
    show(<PeoplePanel visit={room.visit} ui={ui} />);
    click("person-card");
    expect(ui.dialog.value).not.toBeNull();
    clear();
    room.leave();
    await enter("student");
    expect(ids()).not.toContain("card");
    show(<PeoplePanel visit={room.visit} ui={ui} />);
    expect(all("person-card")).toEqual([]);
  });

  test("where only the stage is on camera, staff call people there and send them back", async () => {
    const qa = { kind: "qa", everyone_publishes: false } as const;
    await enter("ta", qa);
    expect(ids()).toContain("promote");
    expect(ids()).not.toContain("ask-unmute");
    choose("promote");
    expect(room.commands.at(-1)).toEqual({ t: "promote", member: "ann" });
  });

  test("a mute is lifted with the scopes that it has", async () => {
    const door = { ...MODERATION.door, muted: { ann: ["text"] as const } };
    await enter("ta", { moderation: { ...MODERATION, door } });
    choose("unmute");
    expect(room.commands.at(-1)).toEqual({ t: "unmute_member", member: "ann", scopes: ["text"] });
  });
});

describe("removing for good", () => {
  async function removes(reason: string): Promise<void> {
    await enter("ta");
    choose("remove");
    const dialog = ui.dialog.value?.();
    if (dialog === undefined) throw new Error("no dialog");
    show(dialog);
    for (const option of page().querySelectorAll("option")) option.selected = option.value === "good";
    write(page().querySelector("textarea") as HTMLElement, reason);
    await during(() => submit());
  }

  test("is proposed with a reason", async () => {
    await removes("threats");
    expect(room.commands).toEqual([{ t: "propose_exclusion", member: "ann", reason: "threats" }]);
  });

  test("without a reason is not sent, and the dialog says so", async () => {
    await removes("x");
    expect(room.commands).toEqual([]);
    expect(one("refusal").textContent).toContain("say why");
  });
});

describe("an operator", () => {
  test("alone changes roles and shuts people out, and never their own", async () => {
    await enter("operator");
    expect(ids()).toEqual(expect.arrayContaining(["role", "shut-out"]));
    expect(ids(member("me", { role: "operator" }))).not.toContain("role");
    room.leave();
    await enter("teacher");
    expect(ids()).not.toContain("shut-out");
  });
});

describe("muting", () => {
  async function openDialog(): Promise<void> {
    await enter("ta");
    choose("mute");
    const dialog = ui.dialog.value?.();
    if (dialog === undefined) throw new Error("no dialog");
    show(dialog);
  }

  test("asks what, how long and why, and closes when it is done", async () => {
    await openDialog();
    const [reason] = page().querySelectorAll("textarea");
    if (reason === undefined) throw new Error("no field");
    write(reason, "flooding");
    submit();
    expect(room.commands.at(-1)).toEqual({
      t: "mute_member",
      member: "ann",
      scopes: ["text"],
      seconds: 600,
      reason: "flooding",
    });
    await during(() => room.agrees());
    expect(ui.dialog.value).toBeNull();
  });

  test("says in the dialog why it was refused, and stays open", async () => {
    await openDialog();
    submit();
    await during(() => room.refuses(ErrorCode.OUTRANKED));
    expect(one("refusal").textContent).not.toBe("");
    expect(ui.dialog.value).not.toBeNull();
  });

  test("of nothing is not sent", async () => {
    await openDialog();
    for (const box of page().querySelectorAll<HTMLInputElement>("input[type=checkbox]")) box.checked = false;
    await during(() => submit());
    expect(room.commands).toEqual([]);
    expect(all("refusal")).toHaveLength(1);
  });
});

test("everybody sees who is muted, and in what", async () => {
  const door = { ...MODERATION.door, muted: { ann: ["voice", "text"] as const } };
  await enter("student", { moderation: { ...MODERATION, door } });
  show(<PeoplePanel visit={room.visit} ui={ui} />);
  expect(one("muted-mark").textContent).toContain("voice, text");
});

test("one finds again what became of one's reports and appeals", async () => {
  const subject = { kind: "member", member: "ann", number: null } as const;
  const cases = [
    { number: 1, at: 1, is_appeal: false, subject, outcome: "dismissed", note: "It was a joke." },
    { number: 2, at: 2, is_appeal: true, subject, outcome: "", note: "" },
  ];
  await enter("student", { moderation: { ...MODERATION, own: { ...MODERATION.own, cases } } });
  show(<PeoplePanel visit={room.visit} ui={ui} />);
  expect(one("own-cases").textContent).toContain("It was a joke.");
  expect(one("own-cases").textContent).toContain("being read");
});

test("mentioning somebody puts their name into the field of the chat", async () => {
  await enter("student");
  ui.composing.text.value = "ask";
  choose("mention");
  expect(ui.composing.text.value).toBe("ask @Ann ");
  expect(ui.tab.value).toBe("chat");
});

test("staff look at the lines of a room with media; nobody else, and nowhere else", async () => {
  await enter("ta");
  show(<PeoplePanel visit={room.visit} ui={ui} />);
  click("people-lines");
  expect(ui.dialog.value).not.toBeNull();
  clear();
  room.leave();
  await enter("student");
  show(<PeoplePanel visit={room.visit} ui={ui} />);
  expect(all("people-lines")).toEqual([]);
  clear();
  room.leave();
  await enter("ta", { has_media: false });
  show(<PeoplePanel visit={room.visit} ui={ui} />);
  expect(all("people-lines")).toEqual([]);
});
