import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { ConnectionDialog } from "../../src/ui/connection_dialog";
import { Connected } from "../support/connected";
import { all, clear, during, one, show } from "../support/page";

let connected: Connected;

beforeEach(async () => {
  vi.useFakeTimers();
  setLanguage("en");
  connected = await Connected.enter();
  connected.counts(0, 0, 0);
});

afterEach(() => {
  clear();
  connected.leave();
  vi.useRealTimers();
});

async function open(): Promise<void> {
  show(<ConnectionDialog visit={connected.room.visit} onClose={() => undefined} />);
  await during(() => vi.advanceTimersByTimeAsync(0));
}

const rows = () => all("connection-track").map((row) => row.textContent);

test("the way, the round trip and the server's verdict are said at once", async () => {
  connected.isJudged("poor");
  await open();
  expect(one("connection-way").textContent).toBe("direct (TCP)");
  expect(one("connection-round-trip").textContent).toBe("42 ms");
  expect(one("connection-quality").textContent).toBe("Connection is weak");
  expect(rows()).toEqual([]);
});

test("each track has its figures, of the last seconds and anew each second", async () => {
  await open();
  connected.counts(900, 100, 0.25);
  await during(() => vi.advanceTimersByTimeAsync(1_000));
  expect(rows()).toEqual([
    "You: microphone0 kb/s · 25% lost",
    "Ann: camera900 kb/s · 10% lost · 640 × 360, 25 per second · 0% frozen",
  ]);
  await during(() => vi.advanceTimersByTimeAsync(1_000));
  expect(rows()[1]).toContain("450 kb/s");
});

test("a figure is in the reader's language", async () => {
  setLanguage("zh");
  await open();
  connected.counts(900, 0, 0);
  await during(() => vi.advanceTimersByTimeAsync(1_000));
  expect(rows()[1]).toContain("每秒 25 帧");
});
