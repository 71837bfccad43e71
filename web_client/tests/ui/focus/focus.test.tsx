import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { t } from "../../../src/core/i18n";
import type { FocusView, Role, RoomView } from "../../../src/core/wire.gen";
import { CalmChat } from "../../../src/ui/focus/calm";
import { FocusPill } from "../../../src/ui/focus/focus_pill";
import { RoomUi } from "../../../src/ui/room_ui";
import { all, clear, during, one, show, write } from "../../support/page";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const NOW = 1_700_000_000;
const FOCUS: FocusView = {
  phase: "focus",
  round: 1,
  rounds: 4,
  focus_minutes: 25,
  break_minutes: 5,
  long_break_minutes: 15,
  quiet: false,
  by: "ann",
  ends_at: NOW + 90,
  remaining: null,
};

let room: Visiting;
let ui: RoomUi;

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  clear();
  room.leave();
  vi.useRealTimers();
});

function Everything() {
  const seen = room.visit.view.value;
  if (seen === null) return null;
  return (
    <>
      <FocusPill visit={room.visit} ui={ui} view={seen} />
      {ui.dialog.value?.()}
    </>
  );
}

async function enter(role: Role, seen: Partial<RoomView>): Promise<void> {
  room = await Visiting.enter(view({ members: [member("me", { role })], ...seen }));
  room.visit.clock.set(NOW);
  ui = new RoomUi(room.visit);
  show(<Everything />);
}

function passes(ms: number): Promise<void> {
  return during(() => vi.advanceTimersByTimeAsync(ms));
}

describe("the countdown", () => {
  test("follows the server's clock, within a quarter of a second", async () => {
    await enter("guest", { focus: FOCUS });
    await passes(0);
    expect(one("focus-left").textContent).toBe("1:30");
    await passes(1_250);
    expect(one("focus-left").textContent).toBe("1:29");
  });

  test("stands while it is paused", async () => {
    await enter("guest", { focus: { ...FOCUS, ends_at: null, remaining: 61 } });
    await passes(5_000);
    expect(one("focus-pill").textContent).toContain(t("focus_paused"));
    expect(one("focus-left").textContent).toBe("1:01");
  });
});

describe("who may run it", () => {
  test("starts it with what they set, and sees the words of a refusal", async () => {
    await enter("student", {});
    await during(() => one("focus-pill").click());
    write(one("focus-minutes"), "50");
    await during(() => one("focus-quiet").click());
    await during(() => one("focus-start").click());
    expect(room.commands).toEqual([
      {
        t: "start_focus",
        focus_minutes: 50,
        break_minutes: 5,
        long_break_minutes: 15,
        rounds: 4,
        quiet: true,
      },
    ]);
  });

  test("steers the one that runs", async () => {
    await enter("teacher", { focus: FOCUS });
    await during(() => one("focus-pill").click());
    await during(() => one("focus-pause").click());
    await during(() => one("focus-skip").click());
    await during(() => one("focus-stop").click());
    expect(room.commands).toEqual([{ t: "pause_focus" }, { t: "skip_phase" }, { t: "stop_focus" }]);
  });

  test("is nobody of the audience where staff run it", async () => {
    await enter("student", { everyone_runs_timer: false });
    expect(all("focus-pill")).toEqual([]);
  });
});

test("in quiet the chat is folded until somebody opens it, and for that phase only", async () => {
  await enter("student", { focus: { ...FOCUS, quiet: true } });
  show(<CalmChat visit={room.visit} ui={ui} />);
  expect(all("chat-composer")).toEqual([]);
  await during(() => one("open-chat-anyway").click());
  expect(all("chat-composer")).toHaveLength(1);
  const next = { t: "phase_began", at: NOW, round: 2, ends_at: NOW + 900, by: "" } as const;
  await during(() => room.happens({ ...next, phase: "break" }));
  expect(all("chat-composer")).toHaveLength(1);
  await during(() => room.happens({ ...next, phase: "focus" }));
  expect(all("chat-composer")).toEqual([]);
});
