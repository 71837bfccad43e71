import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage, t } from "../../../src/core/i18n";
import { DailyPanel } from "../../../src/ui/ops/daily_panel";
import { all, clear, during, one, show } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { DAY, story } from "../../support/stories";
import { settled } from "../../support/visiting";

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("operator");
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(): Promise<void> {
  show(<DailyPanel />);
  await during(settled);
}

test("today is told so far, with incidents, what is late, and who answered", async () => {
  pageServer.on("GET /api/duty/daily", () => Response.json([]));
  pageServer.on("GET /api/duty/daily/today", () => Response.json(DAY));
  await opens();
  const text = one("daily-incidents").textContent ?? "";
  expect(text).toContain("Why does this hold?");
  expect(text).toContain(t("story_told", { name: "Olga", level: "400%" }));
  expect(text).toContain(t("story_answered", { name: "Tess" }));
  expect(one("daily-overdue").textContent).toContain(t("story_waits"));
  expect(one("daily-load").textContent).toContain("Tess");
  expect(all("daily-broken")).toEqual([]);
  expect(one("daily-csv").getAttribute("href")).toBe("/api/duty/daily/today.csv");
});

test("a day before is chosen by its date, and says what was wrong", async () => {
  const before = { day: "2026-11-22", incidents: 2, overdue: 0, share: 0.5 };
  pageServer.on("GET /api/duty/daily", () =>
    Response.json([before, { ...before, day: "2026-11-21", incidents: 0 }]),
  );
  pageServer.on("GET /api/duty/daily/today", () => Response.json({ ...DAY, incidents: [] }));
  pageServer.on("GET /api/duty/daily/2026-11-22", () =>
    Response.json({ ...DAY, incidents: [story(1), story(2)] }),
  );
  await opens();
  expect([...one("daily-day").children].map((each) => each.textContent)).toEqual([
    t("daily_today"),
    "2026-11-22 – incidents: 2",
    "2026-11-21",
  ]);
  await during(() => {
    const field = one("daily-day") as HTMLSelectElement;
    field.value = "2026-11-22";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await during(settled);
  expect(one("daily-incidents").children).toHaveLength(2);
});

test("without a plan there is nothing to report, and it says what is missing", async () => {
  pageServer.on("GET /api/duty/daily", () => Response.json([]));
  pageServer.on("GET /api/duty/daily/today", () => refusal(404, "not_found"));
  await opens();
  expect(one("daily-none").textContent).toBe(t("daily_no_plan"));
});
