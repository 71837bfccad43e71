import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setLanguage, t } from "../../../src/core/i18n";
import { type BoardItem, ErrorCode } from "../../../src/core/wire.gen";
import { client } from "../../../src/page";
import { Announcer } from "../../../src/ui/announcer";
import { SAID_EVERY_MS } from "../../../src/ui/ops/board_news";
import { BoardPanel } from "../../../src/ui/ops/board_panel";
import { boardItem } from "../../support/obligations";
import { all, clear, click, during, one, page, press, show, write } from "../../support/page";
import { pageServer } from "../../support/page_server";

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("ta");
});

afterEach(() => {
  clear();
  pageServer.close();
});

const now = () => Date.now() / 1000;

function opens(...items: BoardItem[]): void {
  pageServer.socket.deliver({ t: "board", items });
  show(<BoardPanel />);
}

const changes = (...items: BoardItem[]) =>
  during(() => pageServer.socket.deliver({ t: "board_changed", items }));
const rows = () => all("board-row").map(({ dataset }) => `${dataset.room}:${dataset.obligation}`);
const row = (id: number) =>
  all("board-row").find(({ dataset }) => dataset.obligation === `${id}`) as HTMLElement;
const within = (id: number, testId: string) =>
  row(id).querySelector<HTMLElement>(`[data-testid="${testId}"]`) as HTMLElement;
const key = (code: string) => press(document.body, { code, key: code.slice(3).toLowerCase() });

test("shows what is due next on top, in words, and moves when that changes", async () => {
  opens(boardItem(1, { due_at: now() + 600 }), boardItem(2, { due_at: now() - 65, asker_name: "" }));
  expect(rows()).toEqual(["algebra:2", "algebra:1"]);
  expect(row(2).textContent).toContain("overdue 1:0");
  expect(row(2).textContent).toContain(t("ops_anonymous"));
  expect(page().querySelector("table th[scope=col]")?.textContent).toBe(t("ops_what"));
  await changes(boardItem(1, { due_at: now() - 300 }));
  expect(rows()).toEqual(["algebra:1", "algebra:2"]);
});

test("teaches what it is for while nobody waits", () => {
  opens(boardItem(1, { state: "answered" }));
  expect(one("board-empty").textContent).toContain("Every question");
  expect(one("resolved-row").textContent).toContain("answered");
});

test("asks to be told as long as it shows", async () => {
  opens(boardItem(1));
  clear();
  await during(() => undefined);
  expect(pageServer.heard("watch_board")).toMatchObject([{ on: true }, { on: false }]);
});

describe("filters", () => {
  const choose = (testId: string, value: string) =>
    during(() => {
      const field = one(testId) as HTMLSelectElement;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });

  test("show a part, and say when nothing is left of it", async () => {
    opens(boardItem(1), boardItem(2, { class_: "hand" }), boardItem(3, { owner: "tess" }, "logic"));
    await choose("filter-room", "algebra");
    expect(rows()).toEqual(["algebra:1", "algebra:2"]);
    await choose("filter-class", "hand");
    expect(rows()).toEqual(["algebra:2"]);
    await choose("filter-room", "logic");
    expect(page().textContent).toContain(t("ops_no_match"));
    await during(() => page().querySelector<HTMLElement>(".board-none button")?.click());
    expect(rows()).toHaveLength(3);
  });
});

describe("a hand in a class", () => {
  const hand: BoardItem = {
    ...boardItem(1, { class_: "hand", anchor: { kind: "hand", number: null } }),
    kind: "qa",
  };

  test("is called onto the stage, with a button or a key", async () => {
    opens(hand);
    await during(() => within(1, "board-call").click());
    expect(pageServer.fromDesk).toEqual([{ room: "algebra", command: { t: "promote", member: "ann" } }]);
    await during(() => pageServer.agrees());
    row(1).focus();
    key("KeyS");
    expect(pageServer.fromDesk).toHaveLength(2);
  });

  test("that cannot be called now says what that may mean", async () => {
    opens(hand);
    show(
      <>
        <BoardPanel />
        <Announcer />
      </>,
    );
    await during(() => within(1, "board-call").click());
    await during(() => pageServer.refuses(ErrorCode.WRONG_STATE));
    expect(one("notices").textContent).toContain(t("ops_call_not_now"));
  });

  test("is not called where there is no stage", () => {
    opens({ ...hand, kind: "study" }, boardItem(2));
    expect(all("board-call")).toEqual([]);
  });
});

describe("a row", () => {
  test("is claimed and given back in its own room", async () => {
    opens(boardItem(1), boardItem(2, { owner: "tess", owner_name: "Tess" }, "logic"));
    await during(() => within(1, "board-claim").click());
    await during(() => within(2, "board-release").click());
    expect(pageServer.fromDesk).toEqual([
      { room: "algebra", command: { t: "claim_obligation", id: 1 } },
      { room: "logic", command: { t: "release_obligation", id: 2 } },
    ]);
  });

  test("that was handed over says from whom, and asks first for what is to be done", async () => {
    const me = client.member.value;
    opens(boardItem(1, { owner: me, owner_name: "Me", handed_from: "Ann" }));
    expect(within(1, "board-handed").textContent).toBe(t("owed_handed_from", { name: "Ann" }));
    const first = [...row(1).querySelectorAll("button")].slice(0, 2);
    expect(first.map(({ dataset }) => dataset.testid)).toEqual(["board-answer", "board-claim"]);
    expect(all("board-release")).toEqual([]);
    await during(() => within(1, "board-claim").click());
    expect(pageServer.fromDesk).toEqual([{ room: "algebra", command: { t: "claim_obligation", id: 1 } }]);
  });

  test("of somebody else or that was taken up is not said to be handed over", () => {
    const me = client.member.value;
    const own = { owner: me, owner_name: "Me" };
    opens(boardItem(1, { ...own, claimed_at: 9 }), boardItem(2, { ...own, owner: "ann" }), boardItem(3, own));
    expect(all("board-handed").map((each) => each.textContent)).toEqual([t("owed_handed")]);
    expect(all("board-release")).toHaveLength(2);
  });

  test("is waived with a reason", async () => {
    opens(boardItem(1));
    await during(() => within(1, "board-waive").click());
    await during(() => {
      const reason = page().querySelector("textarea");
      if (reason !== null) reason.value = "Said in class";
      click("dialog-submit");
    });
    expect(pageServer.fromDesk).toEqual([
      { room: "algebra", command: { t: "waive_obligation", id: 1, reason: "Said in class" } },
    ]);
    await during(() => pageServer.agrees());
    expect(all("waive-dialog")).toEqual([]);
  });

  test("for which somebody must come has no field", () => {
    opens(boardItem(1, { anchor: { kind: "hand", number: null }, class_: "hand" }));
    expect(within(1, "board-answer")).toBeNull();
    expect(within(1, "board-join").getAttribute("href")).toBe("/r/algebra");
  });
});

describe("an answer in place", () => {
  const writeAnswer = async (text: string) => {
    write(one("board-answer-text"), text);
    await during(() => void press(one("board-answer-text"), { key: "Enter" }));
  };

  test("is given in the thread, with the same id when it is sent again", async () => {
    opens(boardItem(1));
    await during(() => within(1, "board-answer").click());
    await writeAnswer(" Because. ");
    await during(() => pageServer.refuses(ErrorCode.NOT_SAVED));
    expect(one("refusal").textContent).not.toBe("");
    await during(() => click("board-answer-send"));
    await during(() => pageServer.agrees());
    const [first, second] = pageServer.fromDesk.map(({ command }) => command);
    expect(first).toMatchObject({ t: "post_message", body: "Because.", reply_to: 1 });
    expect(second).toEqual(first);
    expect(all("board-answer-form")).toEqual([]);
  });

  test("keeps what was written when somebody else was faster", async () => {
    opens(boardItem(1), boardItem(2));
    await during(() => within(1, "board-answer").click());
    write(one("board-answer-text"), "Because");
    await changes(boardItem(1, { state: "answered", resolved_at: now() }));
    expect((one("board-answer-text") as HTMLTextAreaElement).value).toBe("Because");
    expect(one("board-answer-form").textContent).toContain("not waiting any more");
    press(one("board-answer-text"), { key: "Escape" });
    expect(rows()).toEqual(["algebra:2"]);
  });

  test("holds every row in its place, and new ones come last", async () => {
    opens(boardItem(1, { due_at: now() + 100 }), boardItem(2, { due_at: now() + 200 }));
    await during(() => within(2, "board-answer").click());
    await changes(boardItem(2, { due_at: now() + 50 }), boardItem(3, { due_at: now() + 10 }));
    expect(rows()).toEqual(["algebra:1", "algebra:2", "algebra:3"]);
    await during(() => click("board-sort"));
    expect(rows()).toEqual(["algebra:3", "algebra:2", "algebra:1"]);
    expect(all("board-answer-form")).toHaveLength(1);
  });

  test("to a report is a verdict", async () => {
    opens(boardItem(1, { class_: "report", anchor: { kind: "report", number: 4 } }));
    await during(() => within(1, "board-answer").click());
    await during(() => click("board-answer-send"));
    expect(pageServer.fromDesk).toEqual([
      { room: "algebra", command: { t: "handle_report", number: 4, verdict: "acted", note: "" } },
    ]);
  });
});

describe("keys", () => {
  test("go from row to row and press what the row offers", async () => {
    opens(boardItem(1, { due_at: 1 }), boardItem(2, { due_at: 2 }));
    for (const code of ["KeyJ", "KeyJ", "KeyJ"]) key(code);
    expect(document.activeElement).toBe(row(2));
    key("KeyK");
    expect(document.activeElement).toBe(row(1));
    await during(() => void key("KeyC"));
    expect(pageServer.fromDesk).toEqual([{ room: "algebra", command: { t: "claim_obligation", id: 1 } }]);
    await during(() => void key("KeyA"));
    expect(document.activeElement).toBe(one("board-answer-text"));
  });

  test("are letters while somebody writes", async () => {
    opens(boardItem(1));
    key("KeyJ");
    await during(() => void key("KeyA"));
    const event = press(one("board-answer-text"), { code: "KeyC", key: "c" });
    expect([event.defaultPrevented, pageServer.fromDesk]).toEqual([false, []]);
  });

  test("do nothing without a row", () => {
    opens(boardItem(1));
    expect(key("KeyC").defaultPrevented).toBe(false);
    expect(pageServer.fromDesk).toEqual([]);
  });
});

describe("who listens", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("is told how much waits when that has changed, and not more often than one can bear", async () => {
    opens(boardItem(1));
    expect(one("board-news").textContent).toBe("");
    await changes(boardItem(2));
    await changes(boardItem(3));
    expect(one("board-news").textContent).toBe("");
    await during(() => vi.advanceTimersByTimeAsync(SAID_EVERY_MS));
    expect(one("board-news").textContent).toBe(t("ops_news", { count: 3, overdue: 0 }));
  });
});
