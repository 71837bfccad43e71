import { afterEach, beforeEach, expect, test } from "vitest";
import type { MemberCard, OwnCard } from "../../../src/core/cards";
import { setLanguage } from "../../../src/core/i18n";
import { OwnCardSettings } from "../../../src/ui/members/own_card";
import { OwnCardButton } from "../../../src/ui/members/own_card_button";
import { all, clear, click, during, one, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const EMPTY = { text: "", shown: false };
const CARD: MemberCard = { background: EMPTY, goal: EMPTY, progress: EMPTY, quotable: false };
const LONGEST = { background: 200, goal: 200, progress: 80 };

let own: OwnCard;
let sent: unknown[];

beforeEach(() => {
  setLanguage("en");
  own = { card: CARD, longest: LONGEST, looks: [] };
  sent = [];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(): Promise<void> {
  await pageServer.welcome("student");
  pageServer.on("GET /api/me/card", () => Response.json(own));
  pageServer.on("PUT /api/me/card", (body) => {
    sent.push(body);
    return Response.json({ ...own, card: body });
  });
  show(<OwnCardSettings />);
  await during(settled);
}

const ticked = (testId: string) => (one(testId) as HTMLInputElement).checked;
const saves = () =>
  during(async () => {
    submit();
    await settled();
  });

test("nothing is shown to anybody unless it is ticked", async () => {
  await opens();
  expect(["own-background-shown", "own-goal-shown", "own-progress-shown"].map(ticked)).toEqual([
    false,
    false,
    false,
  ]);
  write(one("own-goal"), "pass B2");
  await saves();
  expect(sent).toEqual([{ ...CARD, goal: { text: "pass B2", shown: false } }]);
});

test("each line is agreed to by itself, and taken back", async () => {
  own = { ...own, card: { ...CARD, goal: { text: "pass B2", shown: true } } };
  await opens();
  await during(() => click("own-goal-shown"));
  await during(() => click("own-background-shown"));
  await saves();
  expect(sent).toEqual([
    { ...CARD, background: { text: "", shown: true }, goal: { text: "pass B2", shown: false } },
  ]);
});

test("progress may be quoted only if it is shown", async () => {
  await opens();
  expect((one("card-quotable") as HTMLInputElement).disabled).toBe(true);
  await during(() => click("own-progress-shown"));
  await during(() => click("card-quotable"));
  await saves();
  expect(sent).toEqual([{ ...CARD, progress: { text: "", shown: true }, quotable: true }]);
});

test("who looked is told, also of somebody who is not there any more", async () => {
  own = {
    ...own,
    looks: [
      { name: "Tess", role: "teacher", at: 2 },
      { name: "Tom", role: null, at: 1 },
    ],
  };
  await opens();
  const looks = all("card-look").map((look) => look.textContent);
  expect(looks[0]).toContain("Tess · Teacher");
  expect(looks[1]).toMatch(/^Tom /);
});

test("a refusal is said, and what was written stays", async () => {
  await opens();
  pageServer.on("PUT /api/me/card", () => refusal(422, "card_too_long"));
  write(one("own-goal"), "long");
  await saves();
  expect(one("refusal").textContent).toBe("A line of your card is too long. Make it shorter.");
  expect((one("own-goal") as HTMLInputElement).value).toBe("long");
});

test("the card opens by a button where everybody comes by", async () => {
  await opens();
  show(<OwnCardButton />);
  expect(all("own-card")).toEqual([]);
  await during(async () => {
    click("own-card-button");
    await settled();
  });
  await during(settled);
  expect(all("own-background")).toHaveLength(1);
});
