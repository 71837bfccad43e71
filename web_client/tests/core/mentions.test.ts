import { describe, expect, test } from "vitest";
import { candidates, mentionAt, mentionsIn } from "../../src/core/mentions";

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
