import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { Announcer, announceUrgently, notify, notifyAbout } from "../../src/ui/announcer";
import { clear, during, one, page, show } from "../support/page";

beforeEach(() => {
  vi.useFakeTimers();
  setLanguage("en");
  show(<Announcer />);
});

afterEach(async () => {
  await during(() => vi.runAllTimersAsync());
  clear();
  vi.useRealTimers();
});

const shown = () => [...one("notices").children].map((child) => child.textContent);

test("what is to be known shows for a while, the same text once", async () => {
  await during(() => ["Saved", "Saved", "Sent"].forEach(notify));
  expect(shown()).toEqual(["Saved", "Sent"]);
  await during(() => vi.runAllTimersAsync());
  expect(shown()).toEqual([]);
});

test("what is said of a subject takes the place of what was said of it before", async () => {
  await during(() => {
    notifyAbout("question 1", "Your question is next.");
    notify("Saved");
    notifyAbout("question 2", "Your question is next.");
    notifyAbout("question 1", "Your question is being answered.");
  });
  expect(shown()).toEqual(["Saved", "Your question is next.", "Your question is being answered."]);
});

test("many make room for each other: they must not cover the page", async () => {
  await during(() => ["1", "2", "3", "4", "5"].forEach(notify));
  expect(shown()).toEqual(["3", "4", "5"]);
});

test("one is put away by hand", async () => {
  await during(() => notify("Saved"));
  await during(() => one("notices").querySelector("button")?.click());
  expect(shown()).toEqual([]);
});

test("what happened to the reader is said at once", async () => {
  await during(() => announceUrgently("You are muted"));
  expect(page().querySelector("[role=alert]")?.textContent).toBe("You are muted");
});
