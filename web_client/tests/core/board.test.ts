import { describe, expect, test } from "vitest";
import { EVERYTHING, filtered, inPlace, keyOf, reduceBoard, resolved, waiting } from "../../src/core/board";
import { boardItem } from "../support/obligations";

const keys = (items: Parameters<typeof waiting>[0]) => items.map(keyOf);

describe("what the server tells", () => {
  test("replaces everything, or what has changed, and nothing before the whole has come", () => {
    const first = reduceBoard(null, { t: "board", items: [boardItem(1), boardItem(1, {}, "logic")] });
    expect(reduceBoard(null, { t: "board_changed", items: [boardItem(9)] })).toBeNull();
    const next = reduceBoard(first, {
      t: "board_changed",
      items: [boardItem(1, { owner: "tess" }), boardItem(2)],
    });
    expect(next?.map((item) => [keyOf(item), item.obligation.owner])).toEqual([
      ["algebra:1", "tess"],
      ["logic:1", ""],
      ["algebra:2", ""],
    ]);
  });
});

test("what is due next stands on top, then what waits without a moment, the oldest first", () => {
  const items = [
    boardItem(1, { opened_at: 9 }),
    boardItem(2, { due_at: 500 }),
    boardItem(3, { opened_at: 5 }),
    boardItem(4, { due_at: 100 }),
    boardItem(5, { state: "answered" }),
  ];
  expect(keys(waiting(items))).toEqual(["algebra:4", "algebra:2", "algebra:3", "algebra:1"]);
});

test("what is over shows the newest first", () => {
  const over = (id: number, resolved_at: number) => boardItem(id, { state: "waived", resolved_at });
  expect(keys(resolved([over(1, 5), over(2, 9), boardItem(3)]))).toEqual(["algebra:2", "algebra:1"]);
});

test.each([
  [{ room: "logic" }, [3]],
  [{ class_: "hand" }, [2]],
  [{ owner: "tess" }, [1]],
  [{ owner: "" }, [2, 3]],
  [{ overdue: true }, [3]],
  [{ room: "logic", owner: "tess" }, []],
] as const)("%o leaves %s", (filter, left) => {
  const items = [
    boardItem(1, { owner: "tess", due_at: 101 }),
    boardItem(2, { class_: "hand" }),
    boardItem(3, { due_at: 99 }, "logic"),
  ];
  const found = filtered(items, { ...EVERYTHING, ...filter }, 100);
  expect(found.map(({ obligation }) => obligation.id)).toEqual(left);
});

test("while somebody is at a row nothing moves, and what is new comes last", () => {
  const items = [boardItem(4), boardItem(1), boardItem(3), boardItem(2)];
  expect(keys(inPlace(items, ["algebra:1", "algebra:2", "algebra:9"]))).toEqual([
    "algebra:1",
    "algebra:2",
    "algebra:4",
    "algebra:3",
  ]);
});
