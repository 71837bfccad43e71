import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { Promotions } from "../../../src/core/promotions";
import type { Struggle, Struggles } from "../../../src/core/struggles";
import type { Role } from "../../../src/core/wire.gen";
import { LearnersPanel } from "../../../src/ui/ops/learners_panel";
import { all, clear, click, during, one, page, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const ADA: Struggle = {
  number: 4,
  person: "ada",
  name: "Ada",
  room: "zone",
  room_title: "Ask here",
  signs: { late: 2, help: 3 },
  opened_at: 1_700_000_000,
  owner: "",
  owner_name: "",
  snoozed_until: null,
  done_at: null,
  done_by_name: "",
  note: "",
};

const RULE = { answers: 5, days: 28, idle_days: 56, rest_days: 28 };
const PROPOSED: Promotions = {
  rule: RULE,
  rooms: { zone: "Ask here" },
  proposals: [
    {
      person: "bo",
      name: "Bo",
      direction: "up",
      answers: [{ room: "zone", id: 1, asker_name: "", excerpt: "Why?", at: 1_700_000_000 }],
      idle_since: null,
    },
    { person: "cat", name: "Cat", direction: "down", answers: [], idle_since: 1_690_000_000 },
  ],
  decisions: [],
};

let struggles: Struggles;
let sent: [string, unknown][];

beforeEach(() => {
  setLanguage("en");
  struggles = { open: [ADA], done: [] };
  sent = [];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(role: Role = "operator"): Promise<void> {
  await pageServer.welcome(role);
  pageServer.on("GET /api/struggles", () => Response.json(struggles));
  pageServer.on("GET /api/promotions", () => Response.json(PROPOSED));
  show(<LearnersPanel />);
  await during(settled);
}

const answers = (request: string, answer: () => Response) =>
  pageServer.on(request, (body) => {
    sent.push([request, body]);
    return answer();
  });
const presses = (testId: string) =>
  during(async () => {
    click(testId);
    await settled();
  });
const submits = () =>
  during(async () => {
    submit();
    await settled();
  });
const proposal = (person: string) => page().querySelector<HTMLElement>(`[data-person="${person}"]`);
const decides = (person: string, what: string) =>
  during(() => proposal(person)?.querySelector<HTMLElement>(`[data-testid="proposal-${what}"]`)?.click());
const textarea = () => page().querySelector("dialog textarea") as HTMLElement;

describe("who sees what", () => {
  test("a teacher sees nothing of it, and nothing is asked for", async () => {
    await opens("teacher");
    expect(all("learners-refused")).toHaveLength(1);
    expect([...all("struggles"), ...all("promotions")]).toEqual([]);
  });

  test("a TA sees who struggles and no proposals", async () => {
    await opens("ta");
    expect(all("struggle")).toHaveLength(1);
    expect(all("promotions")).toEqual([]);
  });
});

describe("somebody to look after", () => {
  test("is told with why, and with whose duty it is", async () => {
    await opens("ta");
    const text = one("struggle").textContent;
    expect(text).toContain("2 questions without an answer in time");
    expect(text).toContain("3 calls for help");
    expect(text).toContain("Nobody looks after them yet.");
  });

  test("is taken by one press", async () => {
    await opens("ta");
    const taken = { ...ADA, owner: "me", owner_name: "Me" };
    answers("POST /api/struggles/4/take", () => Response.json({ open: [taken], done: [] }));
    await presses("struggle-take");
    expect(one("struggle").dataset.owner).toBe("me");
    expect(all("struggle-take")).toEqual([]);
  });

  test("is laid aside for some days, and stays in sight", async () => {
    await opens("ta");
    const aside = { ...ADA, snoozed_until: Date.now() / 1000 + 86_400 };
    answers("POST /api/struggles/4/snooze", () => Response.json({ open: [aside], done: [] }));
    await presses("struggle-snooze");
    await submits();
    expect(sent).toEqual([["POST /api/struggles/4/snooze", { days: 1 }]]);
    expect(all("struggle-snooze-dialog")).toEqual([]);
    expect(all("struggle-snoozed")).toHaveLength(1);
  });

  test("is done with a word for the colleagues", async () => {
    await opens("ta");
    const done = { ...ADA, done_at: 1_700_000_100, done_by_name: "Tom", note: "called" };
    answers("POST /api/struggles/4/finish", () => Response.json({ open: [], done: [done] }));
    await presses("struggle-finish");
    write(textarea(), " called ");
    await submits();
    expect(sent).toEqual([["POST /api/struggles/4/finish", { note: "called" }]]);
    expect(all("struggles-none")).toHaveLength(1);
    expect(one("struggles-done").textContent).toContain("called");
  });

  test("that a colleague has done meanwhile says so", async () => {
    await opens("ta");
    answers("POST /api/struggles/4/finish", () => refusal(409, "not_open"));
    await presses("struggle-finish");
    await submits();
    expect(one("refusal").textContent).toBe("Somebody said already that it is done.");
  });

  test("whose card is opened is looked at only then", async () => {
    await opens("ta");
    answers("GET /api/people/ada/card", () => refusal(404, "not_found"));
    expect(sent).toEqual([]);
    await presses("struggle-card");
    expect(sent).toHaveLength(1);
  });
});

describe("a proposal", () => {
  test("is told with its causes", async () => {
    await opens();
    expect(proposal("bo")?.textContent).toContain("1 answer that stood");
    expect(proposal("bo")?.textContent).toContain("Why? anonymous · Ask here");
    expect(proposal("cat")?.textContent).toContain("No longer an active student");
    expect(proposal("cat")?.textContent).toContain("No answer since");
  });

  test("is approved after being asked, and goes", async () => {
    await opens();
    answers("POST /api/promotions/bo", () => Response.json({ ...PROPOSED, proposals: [] }));
    await decides("bo", "approve");
    expect(sent).toEqual([]);
    await submits();
    expect(sent).toEqual([["POST /api/promotions/bo", { approved: true, reason: "" }]]);
    expect(all("proposal")).toEqual([]);
    expect(all("promotions-none")).toHaveLength(1);
  });

  test("is declined with a reason, which is shown with who it was", async () => {
    await opens();
    const decision = {
      person: "bo",
      name: "Bo",
      direction: "up",
      answers: 1,
      approved: false,
      by_name: "Olga",
      at: 1_700_000_200,
      reason: "too early",
    } as const;
    answers("POST /api/promotions/bo", () =>
      Response.json({ ...PROPOSED, proposals: [], decisions: [decision] }),
    );
    await decides("bo", "decline");
    expect((textarea() as HTMLTextAreaElement).required).toBe(true);
    write(textarea(), "too early");
    await submits();
    expect(sent).toEqual([["POST /api/promotions/bo", { approved: false, reason: "too early" }]]);
    expect(one("decision").textContent).toMatch(/declined.*Olga.*too early/);
  });

  test("that is over says so, and stays until it is read again", async () => {
    await opens();
    answers("POST /api/promotions/bo", () => refusal(409, "not_proposed"));
    await decides("bo", "approve");
    await submits();
    expect(one("refusal").textContent).toBe("This is not proposed any more. Reload the page.");
  });
});

test("the rule is changed, and who is proposed follows", async () => {
  await opens();
  answers("PUT /api/promotions/rule", () =>
    Response.json({ ...PROPOSED, rule: { ...RULE, answers: 9 }, proposals: [] }),
  );
  await during(() => {
    const field = one("rule-answers") as HTMLInputElement;
    field.value = "9";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await submits();
  expect(sent).toEqual([["PUT /api/promotions/rule", { ...RULE, answers: 9 }]]);
  expect(all("proposal")).toEqual([]);
});
