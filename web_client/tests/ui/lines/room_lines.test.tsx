import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { DeviceLine } from "../../../src/core/lines";
import { RoomLines } from "../../../src/ui/lines/room_lines";
import { deviceLine } from "../../support/lines";
import { all, clear, during, one, page, show } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";

let lines: DeviceLine[];
let asked: number;

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("teacher");
  vi.useFakeTimers();
  [lines, asked] = [[], 0];
  pageServer.on("GET /api/rooms/study/lines", () => {
    asked += 1;
    return Response.json(lines);
  });
});

afterEach(() => {
  clear();
  pageServer.close();
  vi.useRealTimers();
});

const passes = (seconds: number) => during(() => vi.advanceTimersByTimeAsync(seconds * 1_000));

async function opens(): Promise<void> {
  show(<RoomLines room="study" />);
  await passes(0);
}

test("each line says in words and figures how good it is", async () => {
  lines = [
    deviceLine("ann", {
      loss_down: 0.25,
      frozen: 4.5,
      estimate: 900_000,
      tracks: [{ outgoing: false, source: "camera", layer: 0, bitrate: 200_000 }],
    }),
    deviceLine("", { rtt_ms: null, loss_up: null }),
  ];
  await opens();
  const [ann, nameless] = all("line");
  expect(ann?.dataset).toMatchObject({ member: "ann", quality: "bad" });
  expect(ann?.textContent).toBe(
    "Ann Connection is very weaksends 0 kb/s, 0% lost · receives 200 kb/s, 25% lost · round trip 40 ms" +
      " · can take 900 kb/s · picture sizes, 1 smallest: 1 · stood still for 4.5 sec of the last minute",
  );
  expect(nameless?.textContent).toContain("Connection is good");
  expect(nameless?.textContent).toContain("sends 0 kb/s · receives 0 kb/s, 0% lost");
});

test("it is looked at again as long as it shows", async () => {
  await opens();
  expect(one("lines-none").textContent).not.toBe("");
  lines = [deviceLine("ann")];
  await passes(3);
  await passes(0);
  expect(all("line")).toHaveLength(1);
  clear();
  const before = asked;
  await passes(10);
  expect(asked).toBe(before);
});

test("a refusal is said in words", async () => {
  pageServer.on("GET /api/rooms/study/lines", () => refusal(403, "not_permitted"));
  await opens();
  expect(page().textContent).not.toBe("");
  expect(all("line")).toEqual([]);
});
