import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { ErrorCode } from "../../src/core/wire.gen";
import { ask, refusalOf } from "../../src/ui/ask";
import { rulesWanted } from "../../src/ui/rules_gate";
import { view } from "../support/views";
import { Visiting } from "../support/visiting";

const LOCK = { t: "lock_room", on: true } as const;

let room: Visiting;

beforeEach(async () => {
  setLanguage("en");
  room = await Visiting.enter(view());
});

afterEach(() => {
  room.leave();
  rulesWanted.value = null;
});

test("says whether the room did it", async () => {
  const asked = ask(room.session, LOCK);
  await room.agrees();
  expect(await asked).toBe(true);
  const again = ask(room.session, LOCK);
  await room.refuses(ErrorCode.NOT_PERMITTED);
  expect(await again).toBe(false);
});

test("a refusal has words that say what next", async () => {
  const refusal = refusalOf(room.session, LOCK);
  await room.refuses(ErrorCode.OUTRANKED);
  expect(await refusal).toContain("Ask somebody above them");
});

test("without a line it says so", async () => {
  room.leave();
  expect(await refusalOf(room.session, LOCK)).toContain("no connection");
});

test("rules that were not accepted are shown", async () => {
  const asked = ask(room.session, LOCK);
  await room.refuses(ErrorCode.RULES_NOT_ACCEPTED);
  await asked;
  expect(rulesWanted.value).not.toBeNull();
});
