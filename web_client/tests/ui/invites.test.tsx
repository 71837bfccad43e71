import { afterEach, beforeEach, expect, test } from "vitest";
import type { Invite } from "../../src/core/access";
import { setLanguage } from "../../src/core/i18n";
import { Invites } from "../../src/ui/invites";
import { all, clear, click, during, one, show } from "../support/page";
import { pageServer, refusal } from "../support/page_server";
import { settled } from "../support/visiting";

const STUDENTS: Invite = { id: "aa", role: "student", created_at: 1, came: 12, mine: false };
const OWN: Invite = { id: "bb", role: "operator", created_at: 1, came: 1, mine: true };

let invites: Invite[];

beforeEach(async () => {
  setLanguage("en");
  invites = [STUDENTS, OWN];
  await pageServer.welcome("operator");
  pageServer.on("GET /api/invites", () => Response.json(invites));
  pageServer.on("DELETE /api/invites/aa", () => {
    invites = [OWN];
    return new Response(null, { status: 204 });
  });
  show(<Invites />);
  await during(settled);
});

afterEach(() => {
  clear();
  pageServer.close();
});

test("one's own is not offered to be revoked", () => {
  expect(all("invite").map((row) => row.dataset.role)).toEqual(["student", "operator"]);
  expect(all("revoke-invite")).toHaveLength(1);
});

test("says whom it takes along before it is revoked", async () => {
  click("revoke-invite");
  expect(one("revoke-invite").textContent).toContain("12 people");
  expect(invites).toHaveLength(2);
  await during(async () => {
    one("revoke-invite").click();
    await settled();
  });
  expect(all("invite").map((row) => row.dataset.role)).toEqual(["operator"]);
});

test("says why it could not be revoked", async () => {
  pageServer.on("DELETE /api/invites/aa", () => refusal(404, "not_found"));
  click("revoke-invite");
  await during(async () => {
    one("revoke-invite").click();
    await settled();
  });
  expect(one("refusal").textContent).toContain("not there any more");
});
