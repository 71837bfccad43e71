import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { AnyEvent, MessageView, ObligationView, Role } from "../../../src/core/wire.gen";
import { AnswerChooser } from "../../../src/ui/obligations/chooser";
import { MessageOwed, owedItems, QuestionOwed } from "../../../src/ui/obligations/in_room";
import { WaitingBanner } from "../../../src/ui/obligations/waiting_banner";
import { WhoToAsk } from "../../../src/ui/obligations/who_to_ask";
import { RoomUi } from "../../../src/ui/room_ui";
import { answered, masked, onDuty, owed, roomOwing } from "../../support/obligations";
import { all, clear, click, during, one, page, show } from "../../support/page";
import { question } from "../../support/questions";
import { member, message } from "../../support/views";
import { Visiting } from "../../support/visiting";

let room: Visiting;
let ui: RoomUi;

beforeEach(() => setLanguage("en"));

afterEach(() => {
  clear();
  room.leave();
});

async function enter(role: Role, items: readonly ObligationView[]) {
  room = await Visiting.enter({ ...roomOwing(items), members: [member("me", { role })] });
  ui = new RoomUi(room.visit);
}

const now = () => Date.now() / 1000;
const said = message(1, { author: "ann", at: 1 });

describe("the mark at a message", () => {
  const drawn = async (changes: Partial<ObligationView>, role: Role = "ta") => {
    await enter(role, [owed(1, { opened_at: now() - 65, ...changes })]);
    show(<MessageOwed visit={room.visit} message={said} />);
  };

  test("runs while it waits", async () => {
    await drawn({});
    expect(one("obligation-mark").dataset.standing).toBe("waiting");
    expect(one("obligation-mark").textContent).toMatch(/^waits 1:0\d$/);
  });

  test("says in words that it is overdue, for how long, and who takes it", async () => {
    await drawn({ due_at: now() - 35, owner: "tess", owner_name: "Tess" });
    expect(one("obligation-mark").dataset.standing).toBe("overdue");
    expect(one("obligation-mark").textContent).toMatch(/^overdue 0:3\dTess takes it$/);
  });

  test("tells late answers from those in time", async () => {
    await drawn({ state: "answered", breached_at: 9 });
    expect(one("obligation-mark").textContent).toBe("answered late");
  });

  test("is for staff alone", async () => {
    await drawn({}, "student");
    expect(all("obligation-mark")).toEqual([]);
  });
});

describe("the menu of a message", () => {
  const press = (id: string, shown: MessageView = said) =>
    owedItems(room.visit, ui, shown)
      .find((item) => item.id === id)
      ?.onSelect();
  const ids = (shown: MessageView = said) => owedItems(room.visit, ui, shown).map(({ id }) => id);

  test("takes it, gives it back, waits for its asker and calls it what it is", async () => {
    await enter("ta", [owed(1)]);
    for (const id of ["claim", "promise", "await", "reclass"]) press(id);
    expect(room.commands).toEqual([
      { t: "claim_obligation", id: 1 },
      { t: "promise_answer", id: 1 },
      { t: "await_asker", id: 1 },
      { t: "reclass_obligation", id: 1, into: "statement" },
    ]);
  });

  test("takes up what was handed over before it gives it back", async () => {
    await enter("ta", [owed(1, { owner: "me", handed_from: "Ann" })]);
    expect(ids().slice(0, 2)).toEqual(["claim", "release"]);
  });

  test("gives back what is taken", async () => {
    await enter("ta", [owed(1, { owner: "me", claimed_at: 9, paused_for: "asked_back" })]);
    expect(ids()).toEqual(["release", "promise", "reclass", "waive"]);
  });

  test("promises once, and again when that was broken", async () => {
    await enter("ta", [owed(1, { promised_by: "tom" })]);
    expect(ids()).not.toContain("promise");
    room.leave();
    await enter("ta", [owed(1, { promised_by: "tom", promise_broken: true })]);
    expect(ids()).toContain("promise");
  });

  test("waives with a reason, in a dialog", async () => {
    await enter("ta", [owed(1)]);
    press("waive");
    show(ui.dialog.value?.() ?? null);
    await during(() => {
      const reason = page().querySelector("textarea");
      if (reason !== null) reason.value = "Said in class";
      click("dialog-submit");
    });
    expect(room.commands).toEqual([{ t: "waive_obligation", id: 1, reason: "Said in class" }]);
  });

  test("says what it answers: of what was open before, of somebody else", async () => {
    const mine = message(5, { author: "me", at: 5 });
    await enter("ta", [owed(1, { asker: "ann" }), owed(7, { opened_at: 7 })]);
    press("answers", mine);
    show(ui.dialog.value?.() ?? null);
    expect(all("choose-obligation").map(({ dataset }) => dataset.obligation)).toEqual(["1"]);
    await during(() => click("choose-obligation"));
    expect(room.commands).toEqual([{ t: "attribute_answer", message: 5, id: 1 }]);
  });

  test("offers nothing of it to others, and nothing about what is over", async () => {
    await enter("student", [owed(1)]);
    expect(ids()).toEqual([]);
    room.leave();
    await enter("ta", [owed(1, { state: "answered" })]);
    expect(ids()).toEqual([]);
  });
});

test("a question that was said in chat first is marked and handled at the question", async () => {
  await enter("teacher", [owed(1, { anchor: { kind: "message", number: 4 } })]);
  show(<QuestionOwed visit={room.visit} question={question(9, { message: 4 })} />);
  expect(one("obligation-mark").dataset.obligation).toBe("1");
  expect(all("obligation-menu")).toHaveLength(1);
});

describe("which one a message of staff answers", () => {
  const posted = (changes: Partial<Extract<AnyEvent, { t: "message_posted" }>> = {}): AnyEvent => {
    const { replies, edited_at, state, reactions, ...words } = message(9, { author: "me" });
    return { t: "message_posted", held: null, hidden: false, ...words, ...changes };
  };
  const two = [owed(1, { asker: "ann" }), owed(2, { asker: "bo" })];
  const say = async (event: AnyEvent) => during(() => room.happens(event));

  test("is asked when it could be several, and counts once it is chosen", async () => {
    await enter("ta", two);
    show(<AnswerChooser visit={room.visit} />);
    await say(posted());
    expect(all("choose-obligation")).toHaveLength(2);
    await during(() => all("choose-obligation")[1]?.click());
    expect(room.commands).toEqual([{ t: "attribute_answer", message: 9, id: 2 }]);
    await during(() => room.agrees());
    expect(all("answer-chooser")).toEqual([]);
  });

  test.each([{ reply_to: 1 }, { mentions: ["ann"] }, { author: "tess" }, { important: true }])(
    "is not asked for %o",
    async (changes) => {
      await enter("ta", two);
      show(<AnswerChooser visit={room.visit} />);
      await say(posted(changes));
      expect(all("answer-chooser")).toEqual([]);
    },
  );

  test("is not asked of learners, and may be none of them", async () => {
    await enter("student", two);
    show(<AnswerChooser visit={room.visit} />);
    await say(posted());
    expect(all("answer-chooser")).toEqual([]);
    clear();
    room.leave();
    await enter("ta", two);
    show(<AnswerChooser visit={room.visit} />);
    await say(posted());
    await during(() => click("chooser-none"));
    expect([all("answer-chooser"), room.commands]).toEqual([[], []]);
  });

  test("is no question any more once all of them are answered", async () => {
    await enter("ta", two);
    show(<AnswerChooser visit={room.visit} />);
    await say(posted());
    await say(answered(1));
    await say(answered(2));
    expect(all("answer-chooser")).toEqual([]);
  });
});

test("the room is told when people wait long, and only then", async () => {
  await enter("student", [masked(1, { level: 200 }), masked(2, { level: 200 }), masked(3)]);
  show(<WaitingBanner visit={room.visit} ui={ui} />);
  expect(one("waiting-banner").textContent).toContain("2 people");
  ui.show("people");
  await during(() => click("waiting-banner-go"));
  expect(ui.tab.value).toBe("chat");
  await during(() => room.happens(answered(1)));
  await during(() => room.happens(answered(2)));
  expect(all("waiting-banner")).toEqual([]);
});

test.each([
  ["question", "questions"],
  ["hand", "questions"],
  ["report", "people"],
  ["help", "rooms"],
] as const)("from the banner staff come to a %s under %s", async (kind, tab) => {
  await enter("ta", [owed(1, { level: 200, anchor: { kind, number: 3 } })]);
  show(<WaitingBanner visit={room.visit} ui={ui} />);
  await during(() => click("waiting-banner-go"));
  expect(ui.tab.value).toBe(tab);
});

test("whom to ask changes when the server says so", async () => {
  await enter("student", []);
  show(<WhoToAsk visit={room.visit} />);
  expect(all("who-to-ask")).toEqual([]);
  await during(() => room.socket.deliver(onDuty({ secondary_name: "Tim" })));
  expect(one("who-to-ask").textContent).toContain("Tess answers now.");
  expect(one("who-to-ask").textContent).toContain("Tim");
  await during(() => room.socket.deliver(onDuty({ primary: "otto", primary_name: "Otto" })));
  expect(one("who-to-ask").dataset.primary).toBe("otto");
});
