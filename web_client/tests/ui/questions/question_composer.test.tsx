import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { t } from "../../../src/core/i18n";
import type { RoomView } from "../../../src/core/wire.gen";
import { ErrorCode } from "../../../src/core/wire.gen";
import { QuestionComposer } from "../../../src/ui/questions/question_composer";
import { QuestionDesk } from "../../../src/ui/questions/question_desk";
import { all, clear, click, during, one, page, press, show, write } from "../../support/page";
import { board, question } from "../../support/questions";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const OTHER = question(7, { asker: "ann", text: "Why is 0! equal to 1?" });
const PEOPLE = ["me", "ann", "bob", "cy", "di"].map((id) => member(id));

let room: Visiting;
let desk: QuestionDesk;

async function enter(seen: RoomView): Promise<void> {
  room = await Visiting.enter(seen);
  desk = new QuestionDesk();
  show(<QuestionComposer visit={room.visit} view={seen} desk={desk} />);
}

beforeEach(() => enter(view({ members: PEOPLE, questions: board(OTHER) })));

afterEach(() => {
  clear();
  room.leave();
});

const field = () => one("question-text");

describe("asking", () => {
  test("sends what was written, trimmed, with its background", () => {
    write(field(), "  What is a group? ");
    write(one("question-tried"), "The book");
    click("question-anonymous");
    click("question-ask");
    expect(room.commands.at(-1)).toMatchObject({
      t: "ask_question",
      text: "What is a group?",
      tried: "The book",
      expected: "",
      anonymous: true,
      draft: false,
    });
  });

  test("by Enter, but not while an input method composes", () => {
    write(field(), "What is a ring?");
    press(field(), { key: "Enter", isComposing: true });
    expect(room.commands).toEqual([]);
    press(field(), { key: "Enter" });
    expect(room.commands).toHaveLength(1);
  });

  test("nothing cannot be asked", () => {
    write(field(), "   ");
    press(field(), { key: "Enter" });
    expect(room.commands).toEqual([]);
  });

  test("a draft is kept to oneself", () => {
    write(field(), "Later?");
    click("question-save-draft");
    expect(room.commands.at(-1)).toMatchObject({ draft: true });
  });

  test("done, the field is empty; refused, everything stays and the words say why", async () => {
    write(field(), "What is a field?");
    click("question-ask");
    await during(() => room.refuses(ErrorCode.TOO_MANY));
    expect(desk.text.value).toBe("What is a field?");
    expect(page().textContent).toContain(t("error_too_many"));
    const first = room.commands.at(-1);
    click("question-ask");
    expect(room.commands.at(-1)).toEqual(first); // The same client id: asked twice is asked once.
    await during(() => room.agrees());
    expect(desk.text.value).toBe("");
  });

  test("another question is no second try of one whose fate nobody knows", async () => {
    write(field(), "What is a field?");
    click("question-ask");
    await during(() => room.refuses(ErrorCode.TOO_MANY));
    const first = room.commands.at(-1);
    write(field(), "What is a ring?");
    click("question-ask");
    expect(room.commands.at(-1)).toMatchObject({ text: "What is a ring?" });
    expect(room.commands.at(-1)).not.toMatchObject({ cid: (first as { cid: string }).cid });
  });

  test("what was written on meanwhile stays", async () => {
    write(field(), "What is a field?");
    click("question-ask");
    write(field(), "What is a field? And a ring?");
    await during(() => room.agrees());
    expect(desk.text.value).toBe("What is a field? And a ring?");
  });
});

describe("what was asked already", () => {
  test("is shown while typing, and a vote takes the place of a second question", async () => {
    write(field(), "why is 0! = 1");
    expect(one("similar-questions").textContent).toContain(OTHER.text);
    click("vote-instead");
    expect(room.commands).toEqual([{ t: "vote_question", id: 7, on: true }]);
    await during(() => room.agrees());
    expect(desk.text.value).toBe("");
  });

  test("is not proposed to its asker", async () => {
    clear();
    room.leave();
    await enter(view({ questions: board({ ...OTHER, asker: "me" }) }));
    write(field(), "why is 0! = 1");
    expect(all("similar-questions")).toEqual([]);
  });
});

test("anonymity is weak among few", async () => {
  clear();
  room.leave();
  await enter(view({ members: PEOPLE.slice(1) }));
  write(field(), "Who am I?");
  click("question-anonymous");
  expect(page().textContent).toContain(t("question_anonymous_few"));
});
