import { afterEach, expect, test } from "vitest";
import type { CardView } from "../../../src/core/cards";
import { setLanguage } from "../../../src/core/i18n";
import { CardDialog } from "../../../src/ui/members/card_dialog";
import { all, clear, during, one, page, show } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const CARD: CardView = {
  person: "ada",
  name: "Ada",
  role: "student",
  joined_at: 1_700_000_000,
  shown: { goal: "pass B2" },
  standing: {
    open: [
      {
        room: "zone",
        room_title: "Ask here",
        id: 7,
        class_: "question",
        excerpt: "Why?",
        opened_at: 1_700_000_100,
        late: true,
      },
    ],
    answered_at: 1_700_000_050,
    answered_by: "Tess",
    reopened: 2,
  },
};

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(answer: () => Response): Promise<void> {
  setLanguage("en");
  await pageServer.welcome("teacher");
  pageServer.on("GET /api/people/ada/card", answer);
  show(<CardDialog person="ada" name="Ada" onClose={() => undefined} />);
  await during(settled);
}

test("shows the lines that were agreed to, and no others", async () => {
  await opens(() => Response.json(CARD));
  expect(one("card-goal").textContent).toBe("Goalpass B2");
  expect([...all("card-background"), ...all("card-progress")]).toEqual([]);
  expect(one("card-lines").textContent).toContain("by Tess");
  expect(page().textContent).toContain("They see on their card that you looked.");
});

test("shows what they wait for, and that it is late", async () => {
  await opens(() => Response.json(CARD));
  expect(one("card-turn").textContent).toContain("Why?");
  expect(one("card-turn").textContent).toContain("late");
});

test("says that nothing is shown when nothing is", async () => {
  await opens(() => Response.json({ ...CARD, shown: {} }));
  expect(page().textContent).toContain("They show nothing else of themselves.");
});

test("says why it does not open", async () => {
  await opens(() => refusal(404, "not_found"));
  expect(one("refusal").textContent).toBe("This is not there any more.");
  expect(all("card-lines")).toEqual([]);
});
