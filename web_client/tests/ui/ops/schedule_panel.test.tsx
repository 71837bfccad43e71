import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { RoomPost } from "../../../src/core/schedule";
import { SchedulePanel } from "../../../src/ui/ops/schedule_panel";
import { all, clear, click, during, one, page, show, submit } from "../../support/page";
import { pageServer } from "../../support/page_server";
import { scheduledPost } from "../../support/schedule";
import { settled } from "../../support/visiting";

let posts: RoomPost[];

beforeEach(() => {
  setLanguage("en");
  posts = [];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(): Promise<void> {
  await pageServer.welcome("ta");
  pageServer.on("GET /api/schedule", () => Response.json(posts));
  show(<SchedulePanel />);
  await during(settled);
}

function planned(changes: Parameters<typeof scheduledPost>[1], replies: number | null = null): RoomPost {
  return { room: "zone", room_title: "Question zone", post: scheduledPost(3, changes), replies };
}

const press = (testId: string) =>
  during(async () => {
    click(testId);
    await settled();
  });

test("without any it says so", async () => {
  await opens();
  expect(all("schedule-none")).toHaveLength(1);
});

test("each has its room, its state, its times and the replies to its last", async () => {
  posts = [planned({ sent: 4, last_at: 1_791_000_000, last_message: 9, missed: 2 }, 5)];
  await opens();
  const row = one("schedule-row");
  expect(row.textContent).toContain("What did you learn today?");
  expect(row.textContent).toContain("missed: 2");
  expect([...row.querySelectorAll("td")].map((cell) => cell.textContent).slice(1, 3)).toEqual([
    "Question zone",
    "waiting",
  ]);
  expect(row.querySelectorAll("td")[5]?.textContent).toBe("5");
});

test("it is paused, and goes on, from here", async () => {
  posts = [planned({})];
  await opens();
  await press("schedule-pause");
  expect(pageServer.fromDesk).toEqual([
    { room: "zone", command: { t: "pause_scheduled_post", id: 3, on: true } },
  ]);
  posts = [planned({ state: "paused", next_at: null })];
  await during(() => pageServer.agrees());
  await during(settled);
  expect(one("schedule-pause").textContent).toBe("Go on");
});

test("one is deleted after a question", async () => {
  posts = [planned({ state: "ended", next_at: null })];
  await opens();
  expect(all("schedule-pause")).toEqual([]);
  await press("schedule-delete");
  posts = [];
  await during(async () => {
    submit();
    await settled();
  });
  await during(() => pageServer.agrees());
  await during(settled);
  expect(pageServer.fromDesk).toEqual([{ room: "zone", command: { t: "delete_scheduled_post", id: 3 } }]);
  expect(page().textContent).not.toContain("What did you learn today?");
});
