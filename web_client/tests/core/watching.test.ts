import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Watching } from "../../src/core/watching";
import type { View } from "../../src/core/wire.gen";

let told: Record<string, View>[];
let watching: Watching;
const tile = {};

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  watching = new Watching((views) => told.push(views));
});

afterEach(() => {
  watching.close();
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTime(250);

test("a slot that is shown has the height of its picture, and one that is not has none", () => {
  watching.shows(["2", "3"]);
  watching.see(tile, "2", { height: 355, priority: 1 });
  soon();
  expect(told).toEqual([{ 2: { height: 360, priority: 1 }, 3: { height: 0, priority: 0 } }]);
});

test("of two pictures of one slot the larger one counts", () => {
  watching.shows(["2"]);
  watching.see(tile, "2", { height: 100, priority: 0 });
  watching.see({}, "2", { height: 700, priority: 1 });
  soon();
  expect(told[0]?.[2]).toEqual({ height: 700, priority: 1 });
});

test("whatever changes within a quarter of a second is told once", () => {
  watching.shows(["2"]);
  for (let height = 100; height < 800; height += 10) watching.see(tile, "2", { height, priority: 0 });
  soon();
  expect(told).toHaveLength(1);
});

test("a pixel more or less is no news", () => {
  watching.shows(["2"]);
  watching.see(tile, "2", { height: 355, priority: 0 });
  soon();
  watching.see(tile, "2", { height: 358, priority: 0 });
  soon();
  expect(told).toHaveLength(1);
});

test("a picture that goes is not seen any more", () => {
  watching.shows(["2"]);
  watching.see(tile, "2", { height: 355, priority: 0 });
  soon();
  watching.forget(tile);
  soon();
  expect(told.at(-1)).toEqual({ 2: { height: 0, priority: 0 } });
});

test("after a reconnect it is said again", () => {
  watching.shows(["2"]);
  soon();
  watching.again();
  soon();
  expect(told).toHaveLength(2);
});

test("without pictures there is nothing to say", () => {
  watching.shows([]);
  soon();
  expect(told).toEqual([]);
});
