import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { setLanguage, t } from "../../../src/core/i18n";
import type { QuestionView, Role } from "../../../src/core/wire.gen";
import { QuestionsPanel } from "../../../src/ui/questions/questions_panel";
import { RoomUi } from "../../../src/ui/room_ui";
import { all, clear, during, one, page, show, write } from "../../support/page";
import { answer, board, question } from "../../support/questions";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

let room: Visiting;

beforeAll(() => setLanguage("en"));

afterEach(() => {
  clear();
  room.leave();
});

async function enter(role: Role, ...items: QuestionView[]): Promise<void> {
  room = await Visiting.enter(view({ members: [member("me", { role })], questions: board(...items) }));
  show(<QuestionsPanel visit={room.visit} ui={new RoomUi(room.visit)} />);
}

function card(id: number): HTMLElement {
  const found = all("question").find((each) => each.dataset.question === `${id}`);
  if (found === undefined) throw new Error(`no question ${id}`);
  return found;
}

function within(id: number, testId: string): HTMLElement | null {
  return card(id).querySelector<HTMLElement>(`[data-testid="${testId}"]`);
}

function press(id: number, testId: string): Promise<void> {
  return during(() => within(id, testId)?.click());
}

test("a link leads to its question, also where it is folded away", async () => {
  room = await Visiting.enter(
    view({ members: [member("me")], questions: board(question(1), question(2, { state: "answered" })) }),
  );
  const ui = new RoomUi(room.visit);
  show(<QuestionsPanel visit={room.visit} ui={ui} />);
  const archive = one("questions-archive") as HTMLDetailsElement;
  expect([archive.open, ui.tab.value]).toEqual([false, "chat"]);
  await during(() => expect(ui.jumpToQuestion(2)).toBe(true));
  expect([archive.open, ui.tab.value, ui.panelOpen.value]).toEqual([true, "questions", true]);
  expect(document.activeElement).toBe(card(2));
  expect(ui.questions.pointedAt.value).toBeNull();
  expect(ui.jumpToQuestion(9)).toBe(false);
});

describe("the order", () => {
  test("is what the room chose, is told, and what is answered now stands on top", async () => {
    const at = Date.now() / 1000;
    await enter(
      "student",
      question(1, { at }),
      question(2, { at, votes: 3 }),
      question(3, { at, state: "answering", answering_since: at }),
    );
    expect(all("question").map((each) => each.dataset.question)).toEqual(["3", "2", "1"]);
    expect(one("questions-current").contains(card(3))).toBe(true);
    expect(one("question-order-shown").textContent).toBe(t("questions_order_votes"));
  });

  test("by hand is moved up and down by staff, from where it stands", async () => {
    room = await Visiting.enter(
      view({
        members: [member("me", { role: "ta" })],
        questions: { ...board(question(1, { place: 0 }), question(2, { place: 1 })), order: "manual" },
      }),
    );
    show(<QuestionsPanel visit={room.visit} ui={new RoomUi(room.visit)} />);
    await press(2, "question-up");
    await press(1, "question-down");
    expect(room.commands).toEqual([
      { t: "move_question", id: 2, place: 0 },
      { t: "move_question", id: 1, place: 1 },
    ]);
  });
});

describe("a vote", () => {
  test("is given, shows that it is, and is taken back", async () => {
    await enter("student", question(1));
    expect(within(1, "question-vote")?.getAttribute("aria-pressed")).toBe("false");
    await press(1, "question-vote");
    await during(() =>
      room.happens({ t: "question_voted", at: 9, id: 1, member: "me", on: true, shown: 1, votes: 1 }),
    );
    expect(within(1, "question-vote")?.getAttribute("aria-pressed")).toBe("true");
    expect(within(1, "question-votes")?.textContent).toBe("1");
    await press(1, "question-vote");
    expect(room.commands).toEqual([
      { t: "vote_question", id: 1, on: true },
      { t: "vote_question", id: 1, on: false },
    ]);
  });

  test("is not for one's own question, which tells its place instead", async () => {
    await enter("student", question(1, { asker: "me" }));
    expect((within(1, "question-vote") as HTMLButtonElement).disabled).toBe(true);
    expect(within(1, "question-place")?.textContent).toBe(t("question_place", { place: 1 }));
  });
});

test("who asked anonymously is nobody's business, and a number for staff", async () => {
  await enter("teacher", question(1, { anonymous: true, asker: "", asker_name: "", pseudonym: 2 }));
  expect(card(1).textContent).toContain(t("question_by_pseudonym", { number: 2 }));
});

test("a held question says why, to its asker", async () => {
  await enter("student", question(1, { asker: "me", state: "held", held_for: "newcomer" }));
  expect(card(1).textContent).toContain(t("held_newcomer"));
  expect(card(1).textContent).not.toContain(t("held_overdue_line"));
  clear();
  await enter("student", question(1, { asker: "me", state: "held", held_for: "newcomer", overdue: true }));
  expect(card(1).textContent).toContain(t("held_overdue_line"));
});

test("the archive says how it ended", async () => {
  await enter(
    "student",
    question(1, { state: "dismissed", dismissed_for: "unclear", note: "Which exercise?" }),
    question(2, { state: "answered", mode: "text", answers: [answer(1), answer(2, { endorsed: true })] }),
  );
  const archive = one("questions-archive");
  expect(archive.textContent).toContain(t("dismissed_unclear"));
  expect(archive.textContent).toContain("Which exercise?");
  expect(all("answer").map((each) => each.dataset.endorsed)).toEqual(["true", "false"]);
});

describe("staff", () => {
  test("answer live at once, and end it with a note", async () => {
    await enter("teacher", question(1), question(2, { state: "answering", answering_since: 1 }));
    await press(1, "question-answer-live");
    await press(2, "question-solve");
    write(one("question-form-note"), " On the board ");
    await during(() => one("question-form-send").click());
    expect(room.commands).toEqual([
      { t: "start_answer", id: 1 },
      { t: "end_answer", id: 2, note: "On the board" },
    ]);
    await during(() => room.agrees());
    expect(all("question-form")).toEqual([]);
  });

  test("merge into the most similar one, unless they choose another", async () => {
    await enter(
      "ta",
      question(1, { text: "Why is 0! equal to 1?" }),
      question(2, { text: "When is the exam?" }),
      question(3, { text: "why is 0! = 1" }),
    );
    await press(3, "question-more");
    await press(3, "question-merge");
    await during(() => one("question-form-send").click());
    expect(room.commands).toEqual([{ t: "merge_questions", id: 3, into: 1 }]);
  });

  test("say why they dismiss", async () => {
    await enter("teacher", question(1));
    await press(1, "question-more");
    await press(1, "question-dismiss");
    await during(() => {
      const reason = one("dismiss-reason") as HTMLSelectElement;
      reason.value = "no_time";
      reason.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await during(() => one("question-form-send").click());
    expect(room.commands).toEqual([{ t: "dismiss_question", id: 1, reason: "no_time", note: "" }]);
  });

  test("close a form with Escape, and nothing is sent", async () => {
    await enter("teacher", question(1));
    await press(1, "question-more");
    await press(1, "question-write");
    await during(() =>
      one("answer-text").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })),
    );
    expect(all("question-form")).toEqual([]);
    expect(room.commands).toEqual([]);
  });

  test("find the switches of the whole Q&A, which students do not", async () => {
    await enter("ta");
    expect(one("export-csv").getAttribute("href")).toBe("/api/rooms/study/questions.csv");
    await during(() => one("start-class").click());
    expect(room.commands).toEqual([{ t: "start_session" }]);
    clear();
    room.leave();
    await enter("student");
    expect(all("staff-desk")).toEqual([]);
    expect(page().textContent).toContain(t("questions_empty_title"));
  });
});
