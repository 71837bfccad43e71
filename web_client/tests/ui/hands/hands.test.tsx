import { afterEach, describe, expect, test } from "vitest";
import { t } from "../../../src/core/i18n";
import type { Role, StageView } from "../../../src/core/wire.gen";
import { Prompts } from "../../../src/ui/hands/called_prompt";
import { HandToggle } from "../../../src/ui/hands/hand_toggle";
import { HandsList } from "../../../src/ui/hands/hands_list";
import { RoomUi } from "../../../src/ui/room_ui";
import { all, clear, during, one, show, write } from "../../support/page";
import { board, question } from "../../support/questions";
import { member, view } from "../../support/views";
import { Visiting } from "../../support/visiting";

const HANDS = [
  { member: "ann", at: 1, topic: "Limits", question: null },
  { member: "me", at: 2, topic: "", question: null },
];

let room: Visiting;
let ui: RoomUi;

afterEach(() => {
  clear();
  room.leave();
});

/** What a room's screen shows of the stage, renewed with the room. */
function Everything() {
  const seen = room.visit.view.value;
  if (seen === null) return null;
  return (
    <>
      <HandsList visit={room.visit} view={seen} />
      <Prompts visit={room.visit} ui={ui} view={seen} />
      <HandToggle visit={room.visit} ui={ui} view={seen} />
      {ui.dialog.value?.()}
    </>
  );
}

async function enter(role: Role, stage: Partial<StageView>): Promise<void> {
  room = await Visiting.enter(
    view({
      kind: "qa",
      everyone_publishes: false,
      members: [member("me", { role }), member("ann", { name: "Ann" })],
      stage: { hands: [], speakers: [], asked_to_unmute: null, ...stage },
      questions: board(
        question(5, { asker: "me", text: "Why?" }),
        question(6, { asker: "me", anonymous: true, text: "Secret" }),
      ),
    }),
  );
  ui = new RoomUi(room.visit);
  show(<Everything />);
}

function calls(until: number | null = null): Promise<void> {
  return during(() =>
    room.happens({ t: "promoted", at: 3, member: "me", by: "tess", sources: ["mic"], until, question: null }),
  );
}

describe("the hand of a student", () => {
  test("goes up about a topic or a question, but none that was asked anonymously", async () => {
    await enter("student", {});
    await during(() => one("hand-button").click());
    const options = [...one("hand-question").querySelectorAll("option")].map((each) => each.textContent);
    expect(options).toEqual([t("hand_question_none"), "Why?"]);
    write(one("hand-topic"), "The last step");
    await during(() => one("hand-raise").click());
    expect(room.commands).toEqual([{ t: "raise_hand", topic: "The last step", question: null }]);
  });

  test("tells its place, and goes down at once", async () => {
    await enter("student", { hands: HANDS });
    expect(one("hand-button").textContent).toBe(t("hand_place_short", { place: 2 }));
    expect(one("hand-button").getAttribute("aria-pressed")).toBe("true");
    await during(() => one("hand-button").click());
    expect(room.commands).toEqual([{ t: "lower_hand" }]);
  });
});

describe("being called", () => {
  test("asks once, with three answers, of which passing goes back", async () => {
    await enter("student", { hands: HANDS });
    expect(all("called-prompt")).toEqual([]);
    await calls();
    expect(one("called-prompt").textContent).toContain(t("called_title"));
    await during(() => one("called-pass").click());
    expect(room.commands).toEqual([{ t: "demote" }]);
    expect(all("hand-button")).toEqual([]);
    expect(one("leave-stage").textContent).toBe(t("stage_leave"));
  });

  test("is over when sent back", async () => {
    await enter("student", { hands: HANDS });
    await calls();
    await during(() => room.happens({ t: "demoted", at: 4, member: "me", by: "tess", why: "staff" }));
    expect(all("called-prompt")).toEqual([]);
    expect(one("hand-button").getAttribute("aria-pressed")).toBe("false");
  });

  test("in writing instead leads to the questions", async () => {
    await enter("student", { hands: HANDS });
    await calls();
    await during(() => one("called-text").click());
    expect(ui.tab.value).toBe("questions");
    expect(room.commands).toEqual([{ t: "demote" }]);
  });
});

test("being asked to unmute can be put off", async () => {
  await enter("student", { asked_to_unmute: { member: "me", by_name: "Tess" } });
  expect(one("unmute-prompt").textContent).toContain("Tess");
  await during(() => one("unmute-decline").click());
  expect(all("unmute-prompt")).toEqual([]);
});

describe("staff", () => {
  test("call the next for so many minutes, or anybody, in any order", async () => {
    await enter("teacher", { hands: HANDS });
    expect(all("hand-button")).toEqual([]);
    write(one("call-minutes"), "1.5");
    await during(() => one("call-next").click());
    await during(() => all("hand-up").at(1)?.click());
    await during(() => all("hand-lower").at(0)?.click());
    expect(room.commands).toEqual([
      { t: "promote", member: "ann", seconds: 90 },
      { t: "move_hand", member: "me", place: 0 },
      { t: "lower_hand", member: "ann" },
    ]);
  });

  test("thank who is on stage and send them back", async () => {
    const speaker = { member: "ann", since: 1, sources: ["mic"] as const, until: null, question: null };
    await enter("ta", { speakers: [speaker] });
    await during(() => one("send-back").click());
    expect(room.commands).toEqual([{ t: "demote", member: "ann" }]);
  });
});
