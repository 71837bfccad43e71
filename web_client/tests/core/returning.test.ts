import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenBack } from "../../src/core/returning";

let answers: () => Promise<Response>;
let asked: number;
let returns: number;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  returns = 0;
  answers = () => Promise.reject(new TypeError("nobody answers"));
  vi.stubGlobal("fetch", () => {
    asked += 1;
    return answers();
  });
  stop = whenBack(() => {
    returns += 1;
  });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("it is asked again and again until the page can be had, and told once", async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  expect(returns).toBe(0);
  expect(asked).toBeGreaterThan(10);
  answers = async () => new Response();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(returns).toBe(1);
  const before = asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([returns, asked]).toEqual([1, before]);
});

test("a proxy that says that the server is away is no return", async () => {
  answers = async () => new Response("", { status: 502 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(returns).toBe(0);
});

test("when the line is back it is asked at once", async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  answers = async () => new Response();
  const before = asked;
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([returns, asked]).toEqual([1, before + 1]);
});

test("whoever does not wait any more is not told", async () => {
  stop();
  answers = async () => new Response();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([returns, asked]).toEqual([0, 0]);
});
