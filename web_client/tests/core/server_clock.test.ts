import { effect } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ServerClock } from "../../src/core/server_clock";

let local: number;
let clock: ServerClock;

beforeEach(() => {
  vi.useFakeTimers();
  local = 5_000;
  clock = new ServerClock(() => local);
});

afterEach(() => void vi.useRealTimers());

test("tells the server's time from when it was heard, whatever the page's clock says", () => {
  clock.set(1_000_000);
  local += 2_500;
  expect(clock.read()).toBe(1_000_002.5);
});

test("believes the stamp that travelled least", () => {
  clock.set(1_000_000);
  local += 1_000;
  clock.hear(1_000_000.7); // 300 ms more on the way than the first
  expect(clock.read()).toBe(1_000_001);
  clock.hear(1_000_001.2); // 200 ms less
  expect(clock.read()).toBe(1_000_001.2);
});

test("starts over with a new connection: the computer may have slept", () => {
  clock.set(1_000_000);
  clock.set(900_000);
  expect(clock.read()).toBe(900_000);
});

test("moves while somebody watches, and stops then", () => {
  clock.set(100);
  const seen: number[] = [];
  const stop = effect(() => void seen.push(clock.now.value));
  for (let tick = 0; tick < 4; tick++) {
    local += 250;
    vi.advanceTimersByTime(250);
  }
  expect(seen.slice(-4)).toEqual([100.25, 100.5, 100.75, 101]);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
