import { afterEach, expect, test, vi } from "vitest";
import { Composing } from "../../../src/core/composing";
import { setLanguage } from "../../../src/core/i18n";
import type { Role } from "../../../src/core/wire.gen";
import { QuoteProgress, quoted } from "../../../src/ui/members/quote_progress";
import { all, clear, click, during, one, show } from "../../support/page";
import { member, view } from "../../support/views";
import { settled, Visiting } from "../../support/visiting";

let room: Visiting;
let composing: Composing;
let asked: string[];

afterEach(() => {
  clear();
  room.leave();
  vi.unstubAllGlobals();
});

async function writes(text: string, role: Role = "ta", quotable = true): Promise<void> {
  setLanguage("en");
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return Response.json(path.endsWith("quotable") ? { quotable } : { progress: "unit 3" });
  });
  const members = [
    member("me", { role }),
    member("ada", { name: "Ada" }),
    member("t", { name: "Tess", role: "ta" }),
  ];
  room = await Visiting.enter(view({ members }));
  composing = new Composing();
  composing.text.value = text;
  show(<QuoteProgress visit={room.visit} composing={composing} />);
  await during(settled);
}

test("whoever agreed to it can be quoted, and is not looked at before the press", async () => {
  await writes("@Ada how far are you?");
  expect(asked).toEqual(["/api/people/ada/quotable"]);
  await during(async () => {
    click("quote-progress");
    await settled();
  });
  expect(asked).toEqual(["/api/people/ada/quotable", "/api/people/ada/progress"]);
  expect(composing.text.value).toBe("@Ada (unit 3) how far are you?");
  expect(all("quote-progress")).toEqual([]);
});

test("whoever did not agree is not offered", async () => {
  await writes("@Ada how far are you?", "ta", false);
  expect(all("quote-progress")).toEqual([]);
});

test("students are offered nothing and ask for nothing", async () => {
  await writes("@Ada how far are you?", "student");
  expect(all("quote-progress")).toEqual([]);
  expect(asked).toEqual([]);
});

test("colleagues, and whoever is not mentioned, are not asked about", async () => {
  await writes("@Tess please look at this, ada@example.org");
  expect(asked).toEqual([]);
});

test("what a member wrote is put in as it is", () => {
  setLanguage("en");
  expect(quoted("@Ada hi", "Ada", "$& $1")).toBe("@Ada ($& $1) hi");
});

test("the offer names whom it is about", async () => {
  await writes("@Ada ");
  expect(one("quote-progress").dataset.member).toBe("ada");
  expect(one("quote-progress").textContent).toBe("Quote the progress of Ada");
});
