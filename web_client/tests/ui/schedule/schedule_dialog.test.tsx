import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { AnyClientCommand, ScheduledPost } from "../../../src/core/wire.gen";
import { ScheduleDialog } from "../../../src/ui/schedule/schedule_dialog";
import { all, clear, click, during, one, page, show, submit, write } from "../../support/page";
import { pageServer } from "../../support/page_server";
import { EVENINGS, scheduledPost } from "../../support/schedule";
import { settled } from "../../support/visiting";

const NOW = 1_791_219_600;
let sent: AnyClientCommand[];
let asked: unknown[];
let preview: object;

beforeEach(async () => {
  setLanguage("en");
  [sent, asked] = [[], []];
  preview = { times: [1_791_223_200, 1_791_396_000], flaw: null };
  await pageServer.welcome("teacher");
  pageServer.on("POST /api/schedule/preview", (body) => {
    asked.push(body);
    return Response.json(preview);
  });
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(post: ScheduledPost | null, draft = ""): Promise<void> {
  const send = async (command: AnyClientCommand) => {
    sent.push(command);
    return null;
  };
  show(
    <ScheduleDialog room="zone" post={post} draft={draft} now={NOW} send={send} onClose={() => undefined} />,
  );
  await during(settled);
}

const choose = (testId: string, value: string) =>
  during(async () => {
    const field = one(testId) as HTMLSelectElement;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
  });
const fill = (testId: string, value: string) =>
  during(async () => {
    write(one(testId), value);
    await settled();
  });
const save = () =>
  during(async () => {
    submit();
    await settled();
  });

test("what was being written is posted once, at the time that is chosen", async () => {
  await opens(null, " Homework is due ");
  await fill("schedule-day", "2026-10-06");
  await fill("schedule-time", "08:00");
  await fill("schedule-zone", "Europe/Berlin");
  await save();
  expect(sent).toEqual([
    {
      t: "schedule_post",
      cid: expect.any(String),
      body: "Homework is due",
      timing: { zone: "Europe/Berlin", since: "2026-10-06", minutes: 480, rule: null, until: null },
      important: false,
      expects_reply: true,
    },
  ]);
});

test("days of the week become a rule, and the next times are shown where the zone is", async () => {
  await opens(null, "Hello");
  await fill("schedule-zone", "Europe/Berlin");
  await choose("schedule-repeats", "weekly");
  for (const day of ["tuesday", "thursday", "saturday"]) await during(() => click(`schedule-${day}`));
  await fill("schedule-until", "2026-12-20");
  await during(settled);
  expect(asked.at(-1)).toMatchObject({ rule: "FREQ=WEEKLY;BYDAY=MO,WE,FR,SU", until: "2026-12-20" });
  expect(one("schedule-preview").textContent).toContain("Mon, Oct 5, 2026, 08:00 PM");
});

test("one that is there is changed, with what it says", async () => {
  await opens(scheduledPost(3));
  await during(() => click("schedule-expects"));
  await save();
  expect(sent).toEqual([
    {
      t: "change_scheduled_post",
      id: 3,
      body: "What did you learn today?",
      timing: EVENINGS,
      important: false,
      expects_reply: false,
    },
  ]);
});

test("what means nothing is said in words", async () => {
  preview = { times: [], flaw: { code: "unknown_zone", where: "zone", detail: "Mars" } };
  await opens(null, "Hello");
  expect(page().textContent).toContain("Mars");
  expect(all("schedule-preview")).toEqual([]);
  preview = { times: [], flaw: null };
  await fill("schedule-day", "2020-01-01");
  await during(settled);
  expect(page().textContent).toContain("No such time is to come.");
});

test("nothing is sent while something is missing", async () => {
  await opens(null, "Hello");
  await choose("schedule-repeats", "rule");
  await save();
  expect(sent).toEqual([]);
  expect(page().textContent).toContain("Choose a day, a time and a place.");
});

test("the hours in which learners write most are there to be taken", async () => {
  pageServer.on("GET /api/rooms/zone/active-hours", () => Response.json({ start: 19, share: 0.61 }));
  await opens(null, "Hello");
  expect(one("schedule-active").textContent).toContain("from 19:00 to 21:00 (61%)");
  await during(() => click("schedule-take"));
  expect((one("schedule-time") as HTMLInputElement).value).toBe("19:00");
});

test("where nobody wrote enough, none are suggested", async () => {
  pageServer.on("GET /api/rooms/zone/active-hours", () => Response.json(null));
  await opens(null, "Hello");
  expect(all("schedule-active")).toEqual([]);
});
