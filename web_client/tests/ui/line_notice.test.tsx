import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { Announcer } from "../../src/ui/announcer";
import { useLineNotice } from "../../src/ui/line_notice";
import { Connected } from "../support/connected";
import { clear, during, one, show } from "../support/page";

let connected: Connected;

function Listening() {
  useLineNotice(connected.room.visit);
  return <Announcer />;
}

beforeEach(async () => {
  vi.useFakeTimers();
  setLanguage("en");
  connected = await Connected.enter();
  connected.counts(0, 0, 0);
  show(<Listening />);
});

afterEach(async () => {
  await vi.advanceTimersByTimeAsync(10_000); // notices of one test are not those of the next
  clear();
  connected.leave();
  vi.useRealTimers();
});

const said = () => one("notices").textContent;

async function passes(milliseconds: number): Promise<void> {
  await during(() => vi.advanceTimersByTimeAsync(milliseconds));
}

async function becomes(quality: "fair" | "poor" | "bad" | null): Promise<void> {
  await during(() => connected.isJudged(quality));
  await passes(0);
}

test.each([
  [0, 0.2, "Your line loses some of what you send."],
  [20, 0, "Your line loses some of what you receive."],
  [0, 0, "Your line is slow"],
])("with %i packets lost and %f of ours missed it says what is wrong", async (lost, missed, text) => {
  await becomes("poor");
  connected.counts(100, lost, missed);
  await passes(2_000);
  expect(said()).toContain(text);
});

test("it is said once, also when the line becomes worse", async () => {
  await becomes("poor");
  await passes(2_000);
  await passes(7_000);
  await becomes("bad");
  await passes(2_000);
  expect(said()).toBe("");
});

test("a line that is fair, or good again before it was looked at, is not worth a word", async () => {
  await becomes("fair");
  await passes(3_000);
  await becomes("poor");
  await becomes(null);
  await passes(3_000);
  expect(said()).toBe("");
});
