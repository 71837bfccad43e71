import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ReadMarks } from "../../src/core/read_marks";
import type { MarkRead } from "../../src/core/wire.gen";

let sent: MarkRead[];
let marks: ReadMarks;

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  sent = [];
  marks = new ReadMarks("study", (mark) => sent.push(mark));
});

afterEach(() => {
  vi.useRealTimers();
});

const frame = (message: number, important = 0) =>
  ({ t: "read_marks", room: "study", message, important }) as const;

describe("reading", () => {
  test("is told at most every two seconds, with where one is then", async () => {
    marks.see(1, 0);
    await vi.advanceTimersByTimeAsync(0);
    for (let message = 2; message < 9; message++) marks.see(message, 1);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(sent.map(({ message }) => message)).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.at(-1)).toEqual({ t: "mark_read", room: "study", message: 8, important: 1 });
    expect(sent).toHaveLength(2);
  });

  test("never goes back, and is not told again", async () => {
    marks.see(5, 0);
    await vi.advanceTimersByTimeAsync(5_000);
    marks.see(3, 0);
    marks.see(5, 0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(marks.message.value).toBe(5);
    expect(sent).toHaveLength(1);
  });

  test("is remembered by this browser", () => {
    marks.see(5, 0);
    expect(new ReadMarks("study", () => undefined).message.value).toBe(5);
    expect(new ReadMarks("other", () => undefined).message.value).toBeNull();
  });
});

describe("another device", () => {
  test("that read on takes this one along, without an echo", async () => {
    marks.receive(frame(7, 2));
    await vi.advanceTimersByTimeAsync(5_000);
    expect([marks.message.value, marks.important.value]).toEqual([7, 2]);
    expect(sent).toEqual([]);
  });

  test("that is behind is told of what was read here while there was no line", async () => {
    marks.see(7, 0);
    await vi.advanceTimersByTimeAsync(5_000);
    marks.receive(frame(3));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.map(({ message }) => message)).toEqual([7, 7]);
  });
});

test("a first visit starts with nothing unread", () => {
  marks.receive(frame(0));
  expect(marks.message.value).toBeNull();
});
