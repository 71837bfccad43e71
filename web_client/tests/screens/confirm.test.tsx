import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { ConfirmScreen } from "../../src/screens/confirm";
import { all, clear, click, during, one, page, show } from "../support/page";
import { pageServer, refusal } from "../support/page_server";
import { settled } from "../support/visiting";

let bodies: unknown[];

beforeEach(async () => {
  setLanguage("en");
  bodies = [];
  await pageServer.welcome("student");
});

afterEach(() => {
  clear();
  pageServer.close();
});

const confirm = () =>
  during(async () => {
    click("confirm-email");
    await settled();
  });

test("an address is confirmed when its reader says so, and not by opening the link", async () => {
  pageServer.on("POST /api/email", (body) => {
    bodies.push(body);
    return Response.json({ email: "ada@school.example" });
  });
  show(<ConfirmScreen link="a.b.c" />);
  await during(settled);
  expect(bodies).toEqual([]);
  await confirm();
  expect(bodies).toEqual([{ link: "a.b.c" }]);
  expect(one("email-confirmed").textContent).toContain("ada@school.example gets your notices");
});

test("a link that is too old says so", async () => {
  pageServer.on("POST /api/email", () => refusal(404, "link_unknown"));
  show(<ConfirmScreen link="old" />);
  await confirm();
  expect(one("confirm-failed").textContent).toContain("too old");
  expect(all("confirm-email")).toEqual([]);
  expect(page().textContent).not.toContain("undefined");
});
