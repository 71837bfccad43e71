import { expect, test } from "vitest";
import { dealt, grouped, learners, mayEnter, subRoomId } from "../../src/core/sub_rooms";
import type { SubRoomView } from "../../src/core/wire.gen";
import { member, view } from "../support/views";

const SIX = ["ann", "bob", "cy", "di", "ed", "flo"];
const ROOM: SubRoomView = {
  number: 1,
  title: "Limits",
  seats: 2,
  author: "ann",
  author_name: "Ann",
  breakout: false,
  quiet: false,
  count: 1,
  closing: false,
  closes_at: null,
  help: null,
};

test("a sub-room has its parent's address and its number", () => {
  expect(subRoomId("algebra", 3)).toBe("algebra--3");
});

test("one goes in while there is a seat and it does not close", () => {
  expect(mayEnter(ROOM, "student")).toBe(true);
  expect(mayEnter({ ...ROOM, count: 2 }, "student")).toBe(false);
  expect(mayEnter({ ...ROOM, count: 2 }, "teacher")).toBe(true);
  expect(mayEnter({ ...ROOM, closing: true }, "teacher")).toBe(false);
});

test("everybody is dealt once, into groups of nearly the same size", () => {
  const groups = dealt(SIX, 4, () => 0.3);
  expect(groups.map((group) => group.length)).toEqual([2, 2, 1, 1]);
  expect(groups.flat().sort()).toEqual(SIX);
});

test("chance decides the order", () => {
  expect(dealt(SIX, 1, () => 0)).not.toEqual(dealt(SIX, 1, () => 0.99));
});

test("groups follow from who goes where, and who goes nowhere stays", () => {
  const assigned = new Map([
    ["ann", 1],
    ["bob", 0],
    ["cy", 1],
    ["di", -1],
  ]);
  expect(grouped(assigned, 3)).toEqual([["bob"], ["ann", "cy"], []]);
});

test("staff are in no group", () => {
  const members = [member("tess", { role: "teacher" }), member("ann"), member("gil", { role: "guest" })];
  expect(learners(view({ members })).map(({ id }) => id)).toEqual(["ann", "gil"]);
});
