import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import { LinesPanel } from "../../../src/ui/ops/lines_panel";
import { deviceLine } from "../../support/lines";
import { all, clear, during, one, show } from "../../support/page";
import { pageServer } from "../../support/page_server";
import { settled } from "../../support/visiting";

const room = (id: string, kind: "study" | "qa" | "zone") => ({
  id,
  title: id,
  kind,
  purpose: "questions",
  present: [],
  active: true,
});

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("ta");
  for (const id of ["study", "class"])
    pageServer.on(`GET /api/rooms/${id}/lines`, () => Response.json([deviceLine(`${id}-member`)]));
});

afterEach(() => {
  clear();
  pageServer.close();
});

test("shows the first room with media, and any other that is chosen", async () => {
  show(<LinesPanel />);
  await during(async () => {
    pageServer.socket.deliver({
      t: "lobby",
      rooms: [room("zone", "zone"), room("study", "study"), room("class", "qa")],
    } as never);
    await settled();
  });
  await during(settled);
  expect(all("line").map(({ dataset }) => dataset.member)).toEqual(["study-member"]);
  await during(async () => {
    const field = one("lines-room") as HTMLSelectElement;
    expect([...field.options].map(({ value }) => value)).toEqual(["study", "class"]);
    field.value = "class";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
  });
  await during(settled);
  expect(all("line").map(({ dataset }) => dataset.member)).toEqual(["class-member"]);
});
