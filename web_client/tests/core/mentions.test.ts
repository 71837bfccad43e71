import { describe, expect, test } from "vitest";
import { candidates, mentionAt, mentionable, mentionsIn } from "../../src/core/mentions";
import { member, message, view as viewWith } from "../support/views";

const PEOPLE = [
  { id: "1", name: "Li Lei" },
  { id: "2", name: "李雷" },
  { id: "3", name: "李雷雷" },
  { id: "4", name: "Charlie" },
];

describe("the name that is being typed", () => {
  test.each([
    ["@", 1, ""],
    ["hi @li", 6, "li"],
    ["你好，@李", 5, "李"],
    ["(@li", 4, "li"],
  ])("%s", (text, caret, typed) => {
    expect(mentionAt(text, caret)?.typed).toBe(typed);
  });

  test.each([
    ["me@example", 10],
    ["hello", 5],
    ["@li lei", 7],
  ])("is none in %s", (text, caret) => {
    expect(mentionAt(text, caret)).toBeNull();
  });

  test("is the one before the caret, not a later one", () => {
    expect(mentionAt("@an and @bob", 3)).toEqual({ start: 0, typed: "an" });
  });
});

test("names that begin so are offered before names that contain it", () => {
  expect(candidates(PEOPLE, "li").map(({ id }) => id)).toEqual(["1", "4"]);
  expect(candidates(PEOPLE, "李").map(({ id }) => id)).toEqual(["2", "3"]);
  expect(candidates(PEOPLE, "nobody")).toEqual([]);
});

describe("who is mentioned", () => {
  test("everybody whose name stands after an @", () => {
    expect(mentionsIn("@Li Lei and @Charlie", PEOPLE)).toEqual(["4", "1"]);
    expect(mentionsIn("Li Lei, Charlie", PEOPLE)).toEqual([]);
  });

  test("a longer name is not its shorter beginning as well", () => {
    expect(mentionsIn("@李雷雷 你好", PEOPLE)).toEqual(["3"]);
    expect(mentionsIn("@李雷雷 @李雷", PEOPLE)).toEqual(["3", "2"]);
  });

  test("two people of one name are both meant", () => {
    const twins = [...PEOPLE, { id: "5", name: "Charlie" }];
    expect([...mentionsIn("@Charlie", twins)].sort()).toEqual(["4", "5"]);
  });
});

test("whoever wrote lately can be named after they have left, and programs cannot", () => {
  const messages = [
    message(1, { author: "ann", author_name: "Ann" }),
    message(2, { author: "bob", author_name: "Bob" }),
    message(3, { author: "helper", author_name: "Helper", author_kind: "bot" }),
    message(4, { author: "lei", author_name: "Lei" }),
  ];
  const view = viewWith({
    members: [member("lei", { name: "Li Lei" })],
    chat: { messages, pins: [], important: [] },
  });
  expect(mentionable(view).map(({ name }) => name)).toEqual(["Li Lei", "Bob", "Ann"]);
  expect(mentionable(null)).toEqual([]);
});
