import { beforeEach, expect, test } from "vitest";
import { NoticeBox } from "../../src/core/notice_box";
import { notice } from "../support/obligations";

let told: (readonly number[])[];
let fresh: number[];
let box: NoticeBox;

beforeEach(() => {
  told = [];
  fresh = [];
  box = new NoticeBox((ids) => told.push(ids));
  box.listen((notices) => fresh.push(...notices.map(({ id }) => id)));
});

test("those from before the page are counted and not announced, new ones are both", () => {
  box.begin(100);
  box.receive([notice(1, { at: 90 }), notice(2, { at: 95 })]);
  box.receive([notice(3, { at: 101 })]);
  expect([box.unseen.value, fresh]).toEqual([3, [3]]);
  expect(box.items.value.map(({ id }) => id)).toEqual([3, 2, 1]);
});

test("to look at them is told once, and another device may have looked", () => {
  box.begin(0);
  box.receive([notice(1), notice(2)]);
  box.receive([notice(1, { seen: true })]);
  expect(box.unseen.value).toBe(1);
  box.see();
  box.see();
  expect([told, box.unseen.value]).toEqual([[[2]], 0]);
});

test("what was seen elsewhere while the line was down is not new, and what came meanwhile is", () => {
  box.begin(100);
  box.receive([notice(1, { at: 101 }), notice(2, { at: 102 })]);
  box.begin(200);
  box.receive([notice(2, { at: 102 }), notice(3, { at: 150 })]);
  expect(box.items.value.filter(({ seen }) => !seen).map(({ id }) => id)).toEqual([3, 2]);
  expect(fresh).toEqual([1, 2, 3]);
});

test("keeps the newest hundred", () => {
  box.begin(0);
  box.receive(Array.from({ length: 120 }, (_, index) => notice(index + 1)));
  expect(box.items.value).toHaveLength(100);
  expect(box.items.value.at(-1)?.id).toBe(21);
});
