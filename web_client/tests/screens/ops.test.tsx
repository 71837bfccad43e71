import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage, t } from "../../src/core/i18n";
import type { Role } from "../../src/core/wire.gen";
import { client } from "../../src/page";
import { OpsScreen } from "../../src/screens/ops";
import { all, clear, during, one, page, show, submit, write } from "../support/page";
import { pageServer, refusal } from "../support/page_server";
import { settled } from "../support/visiting";

beforeEach(() => setLanguage("en"));

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(role: Role, name: string): Promise<void> {
  await pageServer.welcome(role);
  client.session.value = { person: "me", name, role, space_title: "Space" };
  show(<OpsScreen tab="board" />);
}

const saves = (name: string) =>
  during(async () => {
    write(one("name-input"), name);
    submit();
    await settled();
  });

test("it is for staff", async () => {
  await opens("student", "Bo");
  expect(all("ops-board")).toEqual([]);
  expect(one("ops-refused").textContent).toContain(t("ops_staff_only"));
});

test("who has a name is asked nothing", async () => {
  await opens("ta", "Tom");
  expect([all("ops-board").length, all("ops-name").length]).toEqual([1, 0]);
});

test("who has none chooses one, as whoever they answer will read it", async () => {
  await opens("ta", "");
  pageServer.on("PATCH /api/session", (body) =>
    Response.json({ person: "me", name: (body as { name: string }).name, role: "ta", space_title: "Space" }),
  );
  await saves("  ");
  expect(page().querySelector("[role=alert]")?.textContent).toBe(t("name_missing"));
  await saves(" Tom ");
  expect([client.session.value?.name, all("ops-board").length]).toEqual(["Tom", 1]);
});

test("a name that the server refuses is said to be refused", async () => {
  await opens("ta", "");
  pageServer.on("PATCH /api/session", () => refusal(422, "bad_name"));
  await saves("Tom");
  expect(page().querySelector("[role=alert]")?.textContent).not.toBe("");
  expect(all("ops-board")).toEqual([]);
});

test.each([
  ["teacher", [0, 0]],
  ["ta", [1, 0]],
  ["operator", [1, 1]],
] as const)("a %s is offered the tabs that the server answers them", async (role, offered) => {
  await opens(role, "Tom");
  expect([all("ops-tab-learners").length, all("ops-tab-webhooks").length]).toEqual(offered);
});
