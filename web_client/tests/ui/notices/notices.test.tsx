import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { Notice } from "../../../src/core/wire.gen";
import { client } from "../../../src/page";
import { Announcer } from "../../../src/ui/announcer";
import { StaffTools } from "../../../src/ui/notices/bell";
import { noticeTitle } from "../../../src/ui/notices/notice_text";
import { useNoticeToasts } from "../../../src/ui/notices/toasts";
import { useTitle } from "../../../src/ui/title";
import { notice } from "../../support/obligations";
import { all, clear, click, during, one, page, show } from "../../support/page";
import { pageServer } from "../../support/page_server";

beforeEach(() => setLanguage("en"));

afterEach(() => {
  clear();
  pageServer.close();
});

const tell = (...notices: Notice[]) => during(() => pageServer.socket.deliver({ t: "notices", notices }));
const seen = () =>
  pageServer.socket.received.flatMap((request) => (request.t === "see_notices" ? [request.ids] : []));

test("the bell counts what is new, and to open it is to have seen it", async () => {
  await pageServer.welcome("ta");
  show(<StaffTools />);
  await tell(notice(1), notice(2, { reason: "brief", excerpt: "3 open" }));
  expect(one("notice-bell").dataset.unseen).toBe("2");
  expect(one("notice-bell").getAttribute("aria-label")).toBe("2 new notices");
  await during(() => click("notice-bell"));
  expect(seen()).toEqual([[2, 1]]);
  expect(one("notice-bell").dataset.unseen).toBe("0");
  expect(all("notice-row").map((row) => row.className)).toEqual(Array(2).fill("notice-row notice-row--new"));
  expect(page().textContent).toContain("3 open");
});

test("what comes while the list is open is seen as well", async () => {
  await pageServer.welcome("teacher");
  show(<StaffTools />);
  await during(() => click("notice-bell"));
  await tell(notice(7));
  expect(seen()).toEqual([[7]]);
  expect(all("notice-row")).toHaveLength(1);
});

test("learners have neither bell nor board", async () => {
  await pageServer.welcome("student");
  show(<StaffTools />);
  expect([...all("notice-bell"), ...all("board-link")]).toEqual([]);
});

describe("a new notice", () => {
  function Page() {
    useNoticeToasts();
    useTitle("Lobby");
    return <Announcer />;
  }

  test("is said once, and counted in the title", async () => {
    await pageServer.welcome("ta");
    show(<Page />);
    await tell(notice(1, { at: Date.now() / 1000 + 1, excerpt: "Why?" }));
    expect(one("notices").textContent).toContain("Algebra: somebody waits longer than promised. Why?");
    expect(document.title).toMatch(/^\(1\) Lobby/);
    await during(() => client.notices.see());
    expect(document.title).toMatch(/^Lobby/);
  });

  test("is not said for itself when many come at once", async () => {
    await pageServer.welcome("ta");
    show(<Page />);
    const at = Date.now() / 1000 + 1;
    await tell(...[1, 2, 3, 4].map((id) => notice(id, { at })));
    expect(one("notices").lastElementChild?.textContent).toBe("4 new notices");
  });
});

test.each([
  [{ level: 50 }, "due soon"],
  [{ level: 150 }, "longer than promised"],
  [{ level: 200 }, "twice as long"],
  [{ level: 400 }, "left without an answer"],
  [{ reason: "held" }, "waited long for approval"],
  [{ reason: "handed_over" }, "yours now"],
  [{ reason: "gap" }, "nobody is on duty"],
  [{ reason: "brief" }, "your shift begins"],
] as const)("%o is told in words", (changes, words) => {
  expect(noticeTitle(notice(1, changes))).toContain(words);
});
