import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage, t } from "../../../src/core/i18n";
import type { Report, Responses } from "../../../src/core/metrics";
import { ResponsePanel } from "../../../src/ui/ops/response_panel";
import { all, clear, during, one, page, show } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { story } from "../../support/stories";
import { settled } from "../../support/visiting";

const RESPONSES: Responses = {
  covered: { count: 8, happened: 6, p50: 240, p90: null, p95: null },
  wall: { count: 8, happened: 6, p50: 3600, p90: 7200, p95: null },
  within_target: {
    share: 0.75,
    waived_share: 0,
    met: 6,
    breached: 1,
    overdue: 1,
    pending: 0,
    solved_unanswered: 0,
    withdrawn: 2,
    removed: 0,
    waived: 0,
    moved: 0,
  },
};
const REPORT: Report = {
  first: RESPONSES,
  by_class: { question: RESPONSES },
  by_zone: {},
  by_hour: {},
  next: RESPONSES,
  resolution: RESPONSES.covered,
  bot: RESPONSES.covered,
  backlog: { count: 2, oldest: 8 * 86_400, p50: 60, p90: 60, by_owner: { "": 2 } },
  never_answered: [["zone/4", 1]],
  incidents: [],
  waived_sample: [],
  resolved: { count: 6, bot_share: null, peer_share: 0.5, reopen_rate: 0 },
  load: { responses: { tess: 5, tim: 1 }, gini: 0.333 },
  promises: { made: 0, kept: 0, broken: 0, running: 0, broken_by: {}, due: 0, by_person: {} },
  paused_minutes: { tess: 30 },
  bulletin: { posts: 10, unreplied: 9, ratio: 0.9 },
  gap_minutes: 90,
  names: { tess: "Tess" },
};

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("teacher");
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(): Promise<void> {
  show(<ResponsePanel />);
  await during(settled);
}

const rows = (testId: string) =>
  [...one(testId).querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent?.trim()),
  );

test("which share of what staff post nobody replies to stands among the facts", async () => {
  pageServer.on("GET /api/duty/metrics", () => Response.json(REPORT));
  await opens();
  expect(page().textContent).toContain("Staff posts without a reply within a day90%");
});

test("tells what is known, and of what nobody knows yet that it is not", async () => {
  pageServer.on("GET /api/duty/metrics", () => Response.json(REPORT));
  await opens();
  expect(rows("response-classes")).toEqual([
    ["question", "8", "75%", "4 minutes", "–", "60 minutes", "2 hours"],
    ["All", "8", "75%", "4 minutes", "–", "60 minutes", "2 hours"],
  ]);
  expect(rows("response-load")).toEqual([
    ["Tess", "5", "30 minutes"],
    [t("ops_somebody"), "1", "0"],
  ]);
  expect(rows("response-outcomes")).toContainEqual(["withdrawn", "2"]);
  expect(page().textContent).toContain("Spread over people (Gini): 0.33");
});

test("the file is of the same days and room", async () => {
  pageServer.on("GET /api/duty/metrics", () => Response.json(REPORT));
  await opens();
  const moment = "\\d{4}-\\d\\d-\\d\\dT[\\d.]+Z";
  const address = decodeURIComponent(one("response-csv").getAttribute("href") ?? "").replaceAll(":", "");
  expect(address).toMatch(new RegExp(`^/api/duty/metrics.csv\\?from=${moment}&to=${moment}$`));
});

test("says that nobody has answered, rather than to show a table of nobody", async () => {
  pageServer.on("GET /api/duty/metrics", () =>
    Response.json({ ...REPORT, load: { responses: {}, gini: null }, names: {} }),
  );
  await opens();
  expect(rows("response-load")).toEqual([]);
  expect(page().textContent).toContain(t("response_nobody"));
});

test("says when it is refused", async () => {
  pageServer.on("GET /api/duty/metrics", () => refusal(503, "unreachable"));
  await opens();
  expect(page().querySelector("[role=alert]")?.textContent).not.toBe("");
});

test("behind a number stands its list, and of promises that of one person", async () => {
  const kept = { open: 0, due: 0, kept: 2, broken: 1 };
  const promises = { ...REPORT.promises, by_person: { tess: kept } };
  pageServer.on("GET /api/duty/metrics", () =>
    Response.json({ ...REPORT, promises, incidents: [["zone/1", 1]] }),
  );
  pageServer.on("GET /api/duty/metrics/list", () =>
    Response.json([story(1), story(2, { promised_by: "Tess", ended_at: 9000, reason: "said twice" })]),
  );
  const asked: (string | null)[][] = [];
  const plain = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
    const query = new URLSearchParams(path.split("?")[1]);
    if (query.has("list")) asked.push([query.get("list"), query.get("person")]);
    return plain(path, init);
  });
  await opens();
  for (const testId of ["fact-incidents", "outcome-met", "promises-kept"]) {
    await during(() => one(testId).click());
    await during(settled);
    expect(all("story")).toHaveLength(2);
    expect(one("behind-dialog").textContent).toContain(t("story_waived", { why: "said twice" }));
    await during(() => one("behind-dialog").dispatchEvent(new Event("close")));
    expect(all("behind-dialog")).toEqual([]);
  }
  expect(asked).toEqual([
    ["incidents", null],
    ["met", null],
    ["promises_kept", "tess"],
  ]);
  expect(all("fact-sample")).toEqual([]);
});
