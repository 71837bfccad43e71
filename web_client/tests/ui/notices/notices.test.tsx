import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { Notice } from "../../../src/core/wire.gen";
import { client } from "../../../src/page";
import { Announcer } from "../../../src/ui/announcer";
import { NoticeTools } from "../../../src/ui/notices/bell";
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
  show(<NoticeTools />);
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
  show(<NoticeTools />);
  await during(() => click("notice-bell"));
  await tell(notice(7));
  expect(seen()).toEqual([[7]]);
  expect(all("notice-row")).toHaveLength(1);
});

test("learners have a bell, and no way to the board", async () => {
  await pageServer.welcome("student");
  show(<NoticeTools />);
  expect(all("board-link")).toEqual([]);
  await during(() => click("notice-bell"));
  expect(page().textContent).toContain("Answers to you and mentions appear here");
  await tell(notice(7, { reason: "mention", obligation: null, message: 3, rings: false }));
  expect(one("notice-row").textContent).toContain("did not ring");
  expect(one("notice-row").querySelector("a")?.getAttribute("href")).toBe("/r/algebra/join");
  expect([...page().querySelectorAll("a")].some((link) => link.getAttribute("href") === "/ops")).toBe(false);
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

  test("that does not ring waits in the list, and is counted", async () => {
    await pageServer.welcome("student");
    show(<Page />);
    const at = Date.now() / 1000 + 1;
    await tell(notice(1, { at, reason: "mention", rings: false, excerpt: "Not now" }));
    expect(one("notices").textContent).not.toContain("Not now");
    expect(document.title).toMatch(/^\(1\) Lobby/);
  });

  test("of the room that one looks at is seen there, and not said again", async () => {
    await pageServer.welcome("student");
    client.enterRoom("algebra");
    show(<Page />);
    const at = Date.now() / 1000 + 1;
    await tell(notice(5, { at, reason: "staff_mention", room: "algebra", excerpt: "Look here" }));
    expect(one("notices").textContent).not.toContain("Look here");
    expect(seen()).toEqual([[5]]);
    client.leaveRoom();
  });

  test("flashes in the title while nobody looks, if it rings", async () => {
    await pageServer.welcome("student");
    show(<Page />);
    const look = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const at = Date.now() / 1000 + 1;
    await tell(notice(1, { at, reason: "mention", rings: false }));
    expect(document.title).toMatch(/^\(1\) Lobby/);
    await tell(notice(2, { at, reason: "staff_mention" }));
    expect(document.title).toMatch(/^● \(2\) Lobby/);
    look.mockReturnValue("visible");
    await during(() => dispatchEvent(new Event("visibilitychange")));
    expect(document.title).toMatch(/^\(2\) Lobby/);
    look.mockRestore();
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
  [{ reason: "daily", room_title: "2026-11-23" }, "Daily report of 2026-11-23"],
  [{ reason: "gap" }, "nobody is on duty"],
  [{ reason: "brief" }, "your shift begins"],
  [{ reason: "answered" }, "you have an answer"],
  [{ reason: "responded" }, "taken up"],
  [{ reason: "peer_answered" }, "somebody replied"],
  [{ reason: "mention" }, "you were mentioned"],
  [{ reason: "staff_mention" }, "a teacher mentioned you"],
  [{ reason: "important" }, "an important post"],
] as const)("%o is told in words", (changes, words) => {
  expect(noticeTitle(notice(1, changes))).toContain(words);
});
