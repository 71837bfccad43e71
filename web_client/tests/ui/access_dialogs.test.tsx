import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { RoleDialog, ShutOutDialog } from "../../src/ui/access_dialogs";
import { RoomUi } from "../../src/ui/room_ui";
import { all, clear, during, one, page, show, submit } from "../support/page";
import { pageServer, refusal } from "../support/page_server";
import { member, view } from "../support/views";
import { settled, Visiting } from "../support/visiting";

const ANN = member("ann", { name: "Ann", role: "student" });

let room: Visiting;
let ui: RoomUi;
let asked: unknown[];

beforeEach(async () => {
  setLanguage("en");
  asked = [];
  await pageServer.welcome("operator");
  pageServer.on("PATCH /api/people/ann", (body) => {
    asked.push(body);
    return Response.json({ person: "ann", name: "Ann", role: "ta" });
  });
  pageServer.on("DELETE /api/people/ann", () => {
    asked.push("shut out");
    return new Response(null, { status: 204 });
  });
  room = await Visiting.enter(view({ members: [member("me", { role: "operator" }), ANN] }));
  ui = new RoomUi(room.visit);
});

afterEach(() => {
  clear();
  room.leave();
  pageServer.close();
});

async function sends(): Promise<void> {
  await during(async () => {
    submit();
    await settled();
  });
}

test("a role is given to all rooms of the space", async () => {
  ui.openDialog(() => <RoleDialog ui={ui} member={ANN} />);
  show(<RoleDialog ui={ui} member={ANN} />);
  const select = page().querySelector("select") as HTMLSelectElement;
  select.value = "ta";
  await sends();
  expect(asked).toEqual([{ role: "ta" }]);
  expect(ui.dialog.value).toBeNull();
});

test("somebody is shut out after one more question", async () => {
  show(<ShutOutDialog ui={ui} member={ANN} />);
  expect(asked).toEqual([]);
  await sends();
  expect(asked).toEqual(["shut out"]);
});

test("a refusal is said in words, and the dialog stays", async () => {
  pageServer.on("PATCH /api/people/ann", () => refusal(403, "about_yourself"));
  ui.openDialog(() => <RoleDialog ui={ui} member={ANN} />);
  show(<RoleDialog ui={ui} member={ANN} />);
  await sends();
  expect(one("refusal").textContent).toContain("Somebody else");
  expect(ui.dialog.value).not.toBeNull();
  expect(all("role-dialog")).toHaveLength(1);
});
