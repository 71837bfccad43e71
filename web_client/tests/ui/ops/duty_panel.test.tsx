import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emptyPlan, newShift, toForm, toPlan } from "../../../src/core/duty_form";
import type { DutyPlan } from "../../../src/core/duty_plan";
import { setLanguage, t } from "../../../src/core/i18n";
import type { Role } from "../../../src/core/wire.gen";
import { DutyPanel } from "../../../src/ui/ops/duty_panel";
import { movedUp } from "../../../src/ui/ops/people_fields";
import { STANDARD } from "../../support/duty";
import { notice } from "../../support/obligations";
import { all, clear, click, during, one, page, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const STAFF = [
  { id: "tess", name: "Tess", role: "teacher" },
  { id: "tim", name: "Tim", role: "ta" },
];
const ROOM = {
  room: "zone",
  title: "Question zone",
  primary: "",
  primary_name: "",
  secondary: "",
  secondary_name: "",
  covered: true,
  until: null,
  opens_at: null,
};

const VIEW = { swaps_in_vain: [0], standard: STANDARD, standard_occasions: STANDARD };

let saved: DutyPlan[];

beforeEach(() => {
  setLanguage("en");
  saved = [];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(role: Role = "operator", plan: DutyPlan | null = null): Promise<void> {
  await pageServer.welcome(role);
  const version = plan === null ? 0 : 3;
  pageServer.on("GET /api/duty/plan", () =>
    Response.json({ version, at: plan === null ? null : 1, by: "tess", plan, ...VIEW }),
  );
  pageServer.on("GET /api/duty/staff", () => Response.json(STAFF));
  pageServer.on("GET /api/duty/now", () => Response.json([ROOM]));
  pageServer.on("PUT /api/duty/plan", (body) => {
    saved.push(body as DutyPlan);
    return Response.json({ version: version + 1, at: 2, by: "me", plan: body, ...VIEW });
  });
  show(<DutyPanel />);
  await during(settled);
}

const choose = (testId: string, value: string) =>
  during(() => {
    const field = one(testId) as HTMLSelectElement;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
const save = () =>
  during(async () => {
    submit();
    await settled();
  });

test("says where answers are promised and nobody is there", async () => {
  await opens();
  expect(one("duty-room").textContent).toContain("Nobody is on duty right now.");
  expect(one("duty-room").textContent).toContain(t("duty_gap"));
});

test("shows what was handed over", async () => {
  await opens();
  await during(() =>
    pageServer.socket.deliver({
      t: "notices",
      notices: [notice(1, { reason: "brief", excerpt: "3 open" }), notice(2)],
    }),
  );
  expect(all("duty-brief").map((row) => row.textContent)).toEqual([expect.stringContaining("3 open")]);
});

describe("the plan", () => {
  test("is written with a shift that people take in turn", async () => {
    await opens();
    await during(() => click("add-shift"));
    write(one("shift-title"), "Evening");
    write(one("shift-start"), "18:00");
    write(one("shift-end"), "22:00");
    write(one("plan-zone"), "Asia/Shanghai");
    write(one("plan-holidays"), "2026-10-01");
    for (const person of ["tim", "tess"]) await choose("shift-rotation-add", person);
    await choose("shift-secondary-add", "tess");
    await during(() => click("shift-friday"));
    await save();
    expect(saved[0]?.calendar).toMatchObject({ zone: "Asia/Shanghai", holidays: ["2026-10-01"] });
    expect(saved[0]?.roster.shifts).toMatchObject([
      {
        title: "Evening",
        recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
        start: 18 * 60,
        length: 240,
        rotation: ["tim", "tess"],
        secondary: ["tess"],
        rooms: null,
      },
    ]);
  });

  test("that cannot be read is not sent, and the field is named", async () => {
    await opens();
    write(one("plan-monday"), "9-5");
    await save();
    expect([saved, one("plan-problem").textContent]).toEqual([[], expect.stringContaining("“9”")]);
  });

  test("that makes no sense is answered with all that is wrong", async () => {
    await opens("operator", emptyPlan("Mars/Olympus"));
    const flaws = [{ code: "unknown_zone", where: "calendar.zone", detail: "Mars/Olympus" }];
    pageServer.on("PUT /api/duty/plan", () => refusal(422, "bad_plan", { flaws }));
    await save();
    expect(one("plan-problem").textContent).toContain("Time zone: There is no time zone “Mars/Olympus”.");
  });

  test("promises what is written for each kind, and goes back to the standard", async () => {
    await opens();
    write(one("target-question-first"), "10");
    await choose("target-hand-clock", "covered");
    write(one("target-report-full"), "");
    await during(() => click("target-hand-standard"));
    await save();
    expect(saved[0]?.targets).toEqual({
      question: { first: 600, full: 4 * 3600, clock: "covered" },
      report: { first: 300, full: null, clock: "wall" },
    });
    write(one("target-question-first"), "");
    await save();
    expect([saved.length, one("plan-problem").textContent]).toEqual([1, expect.stringContaining("question")]);
  });

  test("promises on occasions, and asks only for what can be otherwise", async () => {
    await opens();
    write(one("target-live_question-first"), "5");
    write(one("target-held-first"), "1");
    await choose("target-held-clock", "covered");
    expect(all("target-held-full")).toHaveLength(0);
    expect(all("target-live_question-clock")).toHaveLength(0);
    expect(all("target-after_class-clock")).toHaveLength(0);
    await save();
    expect(saved[0]?.occasions).toEqual({
      live_question: { first: 300, full: null, clock: "wall" },
      held: { first: 60, full: null, clock: "covered" },
    });
    write(one("target-held-first"), "");
    await save();
    expect(one("plan-problem").textContent).toContain("held for approval");
  });

  test("is quiet at night when that is chosen", async () => {
    await opens("operator", emptyPlan("Asia/Shanghai"));
    await during(() => click("quiet-on"));
    write(one("quiet-start"), "21:30");
    await save();
    expect(saved[0]?.quiet_hours).toEqual({ start: 21 * 60 + 30, end: 8 * 60, zone: "Asia/Shanghai" });
  });

  test("has swaps, and those that change nothing say so", async () => {
    const turn = (person: string, day: string) => ({ person, shift: "shift-1", day });
    const swaps = [{ one: turn("tess", "2026-11-23"), other: turn("tim", "2026-11-24") }];
    const form = { ...toForm(emptyPlan("UTC"), STANDARD), shifts: [newShift(1, [], "UTC", "2026-11-23")] };
    const plan = toPlan(form);
    await opens("operator", { ...plan, roster: { ...plan.roster, swaps } });
    expect(all("swap-in-vain")).toHaveLength(1);
    await during(() => click("add-swap"));
    expect(all("swap-in-vain")).toHaveLength(1);
    write(all("swap-day").at(-1) as HTMLElement, "2026-12-24");
    await save();
    expect(saved[0]?.roster.swaps).toMatchObject([swaps[0], { other: { person: "tim", day: "2026-12-24" } }]);
  });

  test("that somebody else saved meanwhile is not overwritten", async () => {
    await opens();
    pageServer.on("PUT /api/duty/plan", () => refusal(409, "plan_changed"));
    await save();
    expect(one("plan-problem").textContent).toContain("Somebody else has saved the plan meanwhile");
  });

  test("keeps what is written when the server cannot be reached", async () => {
    await opens();
    write(one("plan-monday"), "10:00-11:00");
    pageServer.on("PUT /api/duty/plan", () => refusal(503, "not_saved"));
    await save();
    expect(all("plan-problem")).toHaveLength(1);
    expect((one("plan-monday") as HTMLInputElement).value).toBe("10:00-11:00");
  });

  test("is changed by operators alone", async () => {
    await opens("ta", emptyPlan("UTC"));
    expect(all("plan-save")).toEqual([]);
    expect(page().querySelector<HTMLFieldSetElement>(".plan-fields")?.disabled).toBe(true);
    expect(page().textContent).toContain("Version 3, saved by Tess");
  });
});

test("a list of people moves up by one", () => {
  expect(movedUp(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
  expect(movedUp(["a"], 0)).toEqual(["a"]);
});
