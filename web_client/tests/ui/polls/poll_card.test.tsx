import { afterEach, describe, expect, test } from "vitest";
import { t } from "../../../src/core/i18n";
import type { PollView, Role } from "../../../src/core/wire.gen";
import { PollDialog } from "../../../src/ui/polls/poll_dialog";
import { PollStrip } from "../../../src/ui/polls/poll_strip";
import { all, clear, during, one, page, show, write } from "../../support/page";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const POLL: PollView = {
  id: 4,
  at: 1,
  question: "Ready?",
  kind: "single",
  options: ["Yes", "No", "Maybe"],
  anonymous: true,
  live: false,
  state: "open",
  until: null,
  voters: 0,
  tallies: null,
  right: [],
  mine: [],
  ballots: {},
};

let room: Visiting;

afterEach(() => {
  clear();
  room.leave();
});

async function enter(poll: Partial<PollView>, role: Role = "student"): Promise<void> {
  const members = [member("me", { role })];
  room = await Visiting.enter(view({ members, polls: [{ ...POLL, ...poll }] }));
  show(<PollStrip visit={room.visit} />);
}

function tap(testId: string, index: number): Promise<void> {
  return during(() => all(testId).at(index)?.click());
}

test("one tap votes, and the same again takes it back", async () => {
  await enter({});
  await tap("poll-option", 1);
  await during(() =>
    room.happens({
      t: "poll_voted",
      at: 2,
      id: 4,
      member: "me",
      choices: [1],
      voters: 1,
      tallies: null,
      anonymous: true,
      live: false,
      own: true,
    }),
  );
  expect(all("poll-option")).toEqual([]); // where there is little room, one line is enough from now on
  expect(one("poll-strip").textContent).toContain("Ready?");
  await tap("poll-unfold", 0);
  expect(all("poll-option").map((each) => each.getAttribute("aria-pressed"))).toEqual([
    "false",
    "true",
    "false",
  ]);
  await tap("poll-option", 1);
  expect(room.commands).toEqual([
    { t: "vote_poll", id: 4, choices: [1] },
    { t: "vote_poll", id: 4, choices: [] },
  ]);
});

test("several are marked before they count", async () => {
  await enter({ kind: "multiple" });
  await tap("poll-option", 2);
  await tap("poll-option", 0);
  expect(room.commands).toEqual([]);
  await tap("poll-vote", 0);
  expect(room.commands).toEqual([{ t: "vote_poll", id: 4, choices: [0, 2] }]);
});

test("an order is made by moving up and down", async () => {
  await enter({ kind: "ordered" });
  await tap("poll-option-up", 2);
  await tap("poll-option-down", 0);
  await tap("poll-vote", 0);
  expect(room.commands).toEqual([{ t: "vote_poll", id: 4, choices: [2, 0, 1] }]);
});

describe("results", () => {
  test("are not shown before they may be seen", async () => {
    await enter({ voters: 3 });
    expect(all("poll-results")).toEqual([]);
  });

  test("are bars with what is right marked", async () => {
    await enter({ voters: 4, tallies: [3, 1, 0], right: [0], kind: "quiz" });
    expect(all("poll-result").map((each) => each.textContent)).toEqual([
      "Yes3 · 75 %",
      "No1 · 25 %",
      "Maybe0 · 0 %",
    ]);
    expect(page().querySelector(`[aria-label="${t("poll_right")}"]`)).not.toBeNull();
  });
});

test("put away, it does not come back by itself", async () => {
  await enter({});
  await tap("poll-put-away", 0);
  expect(all("poll-strip")).toEqual([]);
});

test("staff close and reveal", async () => {
  await enter({}, "teacher");
  await tap("poll-close", 0);
  await tap("poll-reveal", 0);
  expect(room.commands).toEqual([
    { t: "close_poll", id: 4 },
    { t: "reveal_poll", id: 4 },
  ]);
});

test("a quiz is opened with its right answers, without the lines left empty", async () => {
  room = await Visiting.enter(view({ members: [member("me", { role: "teacher" })] }));
  show(<PollDialog visit={room.visit} onClose={() => undefined} />);
  write(one("poll-question"), "0! = ?");
  await during(() => {
    const kind = one("poll-kind") as HTMLSelectElement;
    kind.value = "quiz";
    kind.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await tap("poll-option-add", 0);
  for (const [index, text] of ["0", "", "1"].entries())
    write(all("poll-option-text")[index] as HTMLElement, text);
  expect((one("poll-open") as HTMLButtonElement).disabled).toBe(true);
  await tap("poll-option-right", 2);
  write(one("poll-minutes"), "2");
  await tap("poll-open", 0);
  expect(room.commands).toMatchObject([
    {
      t: "open_poll",
      question: "0! = ?",
      kind: "quiz",
      options: ["0", "1"],
      right: [1],
      live: false,
      seconds: 120,
    },
  ]);
});
