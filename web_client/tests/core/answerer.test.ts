import { expect, test } from "vitest";
import { answererOf } from "../../src/core/answerer";
import { owed, owing } from "../support/obligations";
import { answer, board, question } from "../support/questions";
import { member, message, view } from "../support/views";

const ITEM = owed(1, { state: "answered", resolved_by: "tess" });
const ROOM = view({ obligations: owing([ITEM]), members: [member("bo", { name: "Bo" })] });

test("who had taken it is known by it", () => {
  expect(answererOf({ ...ITEM, owner: "tess", owner_name: "Tess" }, ROOM, [])).toBe("Tess");
});

test("who took it and left it to somebody else did not answer it", () => {
  const here = { ...ROOM, members: [member("tess", { name: "Tess" })] };
  expect(answererOf({ ...ITEM, owner: "tom", owner_name: "Tom" }, here, [])).toBe("Tess");
});

test("who is not here is known by what they said", () => {
  const told = [message(1, { author: "bo" }), message(2, { author: "tess", author_name: "Tess" })];
  expect(answererOf(ITEM, ROOM, told)).toBe("Tess");
  const wrote = question(1, { answers: [answer(1, { author: "tess", author_name: "T." })] });
  expect(answererOf(ITEM, { ...ROOM, questions: board(wrote) }, [])).toBe("T.");
});

test("who said nothing that is still here is not known", () => {
  expect(answererOf(ITEM, ROOM, [message(1, { author: "bo" })])).toBeUndefined();
});
