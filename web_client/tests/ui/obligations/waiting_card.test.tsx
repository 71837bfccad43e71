import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage, t } from "../../../src/core/i18n";
import type { ObligationView } from "../../../src/core/wire.gen";
import { WaitingCard } from "../../../src/ui/obligations/waiting_card";
import { RoomUi } from "../../../src/ui/room_ui";
import { masked, onDuty, owed, roomOwing } from "../../support/obligations";
import { all, clear, click, during, one, page, show } from "../../support/page";
import { board, question } from "../../support/questions";
import { member } from "../../support/views";
import { settled, Visiting } from "../../support/visiting";

let room: Visiting;
let ui: RoomUi;

beforeEach(() => {
  localStorage.clear();
  setLanguage("en");
});

afterEach(() => {
  clear();
  room.leave();
});

async function enter(
  items: readonly ObligationView[],
  waits: readonly number[] = [],
  role = "student" as const,
) {
  room = await Visiting.enter({
    ...roomOwing(items, waits),
    members: [member("me", { role }), member("bo", { name: "Bo" }), member("tess", { name: "Tess" })],
  });
  ui = new RoomUi(room.visit);
  draw();
}

const draw = () => show(<WaitingCard visit={room.visit} ui={ui} />);
const now = () => Date.now() / 1000;
const mine = (id: number, changes: Partial<ObligationView> = {}) =>
  owed(id, { asker: "me", opened_at: now() - 65, ...changes });

describe("while one waits", () => {
  test("says what for, since when, how many are before, who answers and how long it takes", async () => {
    await enter([masked(1, { opened_at: now() - 90 }), mine(2, { excerpt: "Why?" })], [120, 300, 600]);
    await during(() => room.socket.deliver(onDuty()));
    const item = one("waiting-item");
    expect(item.textContent).toContain("Why?");
    expect(item.textContent).toMatch(/1:0\d/);
    expect(one("waiting-place").textContent).toBe(t("waiting_place", { place: 2 }));
    expect(one("waiting-expectation").textContent).toContain("Tess answers now.");
    expect(one("waiting-expectation").textContent).toContain("5 minutes");
  });

  test("a question that is being answered has no place in line any more", async () => {
    const items = [mine(1, { state: "acked", anchor: { kind: "question", number: 7 } })];
    room = await Visiting.enter({
      ...roomOwing(items),
      members: [member("me")],
      questions: board(question(7, { state: "answering", answering_since: now() })),
    });
    ui = new RoomUi(room.visit);
    draw();
    expect(one("waiting-now").textContent).toBe("Answering now");
    expect(all("waiting-place")).toEqual([]);
  });

  test("who has taken it is named", async () => {
    await enter([mine(1, { owner: "tess", owner_name: "Tess" })]);
    expect(one("waiting-owner").textContent).toBe("Tess takes it");
  });

  test("may be called solved by oneself", async () => {
    await enter([mine(1)]);
    click("waiting-solved");
    expect(room.commands).toEqual([{ t: "mark_solved", id: 1, how: "asker" }]);
  });

  test("a bot's reply may have helped, and then a bot it was", async () => {
    await enter([mine(1, { bot_at: 5 })]);
    click("waiting-helped");
    expect(room.commands).toEqual([{ t: "mark_solved", id: 1, how: "bot" }]);
  });

  test("another learner's answer is accepted, or not", async () => {
    await enter([mine(1, { peer: "bo" })]);
    expect(page().textContent).toContain("Bo has answered.");
    click("waiting-solved");
    click("waiting-unsolved");
    expect(room.commands).toEqual([{ t: "mark_solved", id: 1, how: "peer" }]);
    expect(ui.dialog.value).not.toBeNull();
  });

  test("an earlier answer may solve it", async () => {
    await enter([mine(1, { excerpt: "Why is 0! = 1?" })]);
    await during(() => {
      const fold = one("earlier-answers") as HTMLDetailsElement;
      fold.open = true;
      fold.dispatchEvent(new Event("toggle"));
    });
    const { ref, text } = room.socket.last("find_answers");
    expect(text).toBe("Why is 0! = 1?");
    const answer = {
      room: "zone",
      question: 3,
      question_text: "0!?",
      answer: "By definition.",
      answerer_name: "Tess",
      at: 1,
    };
    await during(async () => {
      room.socket.deliver({ t: "found_answers", ref, answers: [answer] });
      await settled();
    });
    await during(() => click("take-answer"));
    expect(room.commands).toEqual([{ t: "mark_solved", id: 1, how: "memory" }]);
  });
});

describe("once it is answered", () => {
  const over = { state: "answered", how: "reply", resolved_by: "tess" } as const;

  test("names who had taken it and answered from outside the room", async () => {
    const from_desk = { owner: "tom", owner_name: "Tom", resolved_by: "tom", resolved_at: now() };
    await enter([mine(1, { ...over, ...from_desk })]);
    expect(one("answered-item").textContent).toContain("Answered by Tom");
  });

  test("says by whom, and goes away when it is solved, for good", async () => {
    await enter([mine(1, { ...over, resolved_at: now() })]);
    expect(one("answered-item").textContent).toContain("Answered by Tess");
    click("waiting-solved");
    expect(all("waiting-card")).toEqual([]);
    clear();
    draw();
    expect(all("waiting-card")).toEqual([]);
    expect(room.commands).toEqual([]);
  });

  test("comes back with what is still unclear", async () => {
    await enter([mine(1, { ...over, resolved_at: now() })]);
    click("waiting-unsolved");
    show(ui.dialog.value?.() ?? null);
    await during(() => {
      const note = page().querySelector("textarea");
      if (note !== null) note.value = " the last step ";
      click("dialog-submit");
    });
    expect(room.commands).toEqual([{ t: "mark_unsolved", id: 1, note: "the last step" }]);
  });

  test("says why staff gave none", async () => {
    await enter([mine(1, { state: "waived", reason: "See the syllabus.", resolved_at: now() })]);
    expect(one("answered-item").textContent).toContain("See the syllabus.");
  });
});

test("peers' questions are nobody's card", async () => {
  await enter([masked(1), owed(2, { asker: "bo" })]);
  expect(all("waiting-card")).toEqual([]);
});
