import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CheerButton, CheerLayer } from "../../src/ui/cheers";
import { all, clear, click, during, page, show } from "../support/page";
import { view } from "../support/views";
import { settled, Visiting } from "../support/visiting";

let room: Visiting;

beforeEach(async () => {
  room = await Visiting.enter(view());
});

afterEach(() => {
  clear();
  room.leave();
  vi.useRealTimers();
});

const cheered = (counts: Record<string, number>) =>
  during(async () => {
    room.socket.deliver({ t: "cheers", room: "study", counts });
    await settled();
  });

test("one of eight reactions is sent without waiting for an answer, and a key opens them too", async () => {
  // The platform's popover, which this test environment does not have.
  const opened: string[] = [];
  const prototype = HTMLElement.prototype as { showPopover?: () => void; hidePopover?: () => void };
  prototype.showPopover = () => void opened.push("menu");
  prototype.hidePopover = () => void opened.pop();
  const asked = signal(0);
  const Asked = () => <CheerButton visit={room.visit} asked={asked.value} />;
  show(<Asked />);
  click("cheer-button");
  expect(opened).toEqual(["menu"]);
  expect(all("cheer")).toHaveLength(8);
  await during(() => all("cheer")[0]?.click());
  expect(room.socket.last("cheer")).toMatchObject({ room: "study", emoji: "👏" });
  expect(opened).toEqual([]);
  await during(() => {
    asked.value = 1;
  });
  expect(opened).toEqual(["menu"]);
});

test("reactions rise, many of one kind as a few with a number, and are gone after a while", async () => {
  show(<CheerLayer visit={room.visit} />);
  vi.useFakeTimers();
  await cheered({ "👏": 40, "🎉": 1 });
  const floats = all("float");
  expect(floats.filter((float) => float.dataset.emoji === "🎉")).toHaveLength(1);
  expect(floats.length).toBeLessThan(10);
  expect(page().textContent).toContain("👏 × 35");
  await during(() => vi.advanceTimersByTimeAsync(3_000));
  expect(all("float")).toEqual([]);
});

test("the same reaction again rises again", async () => {
  show(<CheerLayer visit={room.visit} />);
  await cheered({ "👍": 1 });
  await cheered({ "👍": 1 });
  expect(all("float")).toHaveLength(2);
});
