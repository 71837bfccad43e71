import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import { client } from "../../../src/page";
import { RoomBell } from "../../../src/ui/notices/room_bell";
import { all, clear, click, during, one, show, submit } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const OFF = { always: false, until: null, weekly: null };
const USUAL = { hears: "concerns", follows: false, mute: OFF };

let bodies: unknown[];

beforeEach(async () => {
  setLanguage("en");
  bodies = [];
  await pageServer.welcome("student");
  answer({ choice: USUAL });
  await during(() => client.rooms.load());
  pageServer.on("PUT /api/me/rooms/algebra", (body) => {
    bodies.push(body);
    return Response.json({ room: "algebra", choice: body, muted: true, muted_until: null, read: 0 });
  });
});

afterEach(() => {
  clear();
  pageServer.close();
});

function answer(changes: object): void {
  const room = { room: "algebra", choice: USUAL, muted: false, muted_until: null, read: 0, ...changes };
  pageServer.on("GET /api/me/rooms", () => Response.json([room]));
}

const bell = () => one("room-bell");
const save = () =>
  during(async () => {
    submit();
    await settled();
  });

test("says what is heard of the room, and of its sub-rooms", async () => {
  show(<RoomBell room="algebra--2" title="Algebra" />);
  expect(bell().getAttribute("aria-label")).toBe("Notices of “Algebra”: all that concerns me");
  const states: [object, string][] = [
    [{ choice: { ...USUAL, hears: "mentions" } }, "only mentions"],
    [{ choice: { ...USUAL, hears: "nothing" } }, "nothing"],
    [{ choice: { ...USUAL, follows: true } }, "also important posts"],
    [{ muted: true }, "muted"],
    [{ muted: true, muted_until: Date.now() / 1000 + 60 }, "muted until"],
  ];
  for (const [changes, words] of states) {
    answer(changes);
    await during(() => client.rooms.load());
    expect(bell().getAttribute("aria-label")).toContain(words);
  }
});

test("mutes every night in the zone of the reader, on all devices", async () => {
  show(<RoomBell room="algebra" title="Algebra" />);
  await during(() => click("room-bell"));
  await during(() => click("hears-mentions"));
  await during(() => {
    const field = one("room-mute") as HTMLSelectElement;
    field.value = "weekly";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await during(() => click("mute-sunday"));
  await save();
  const night = [{ start: 1320, end: 1860 }];
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  const week = Object.fromEntries(days.map((day) => [day, night]));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(bodies).toEqual([{ hears: "mentions", follows: false, mute: { ...OFF, weekly: { zone, week } } }]);
  expect(all("room-notices-dialog")).toEqual([]);
  expect(bell().getAttribute("data-muted")).toBe("true");
});

test("hours without a day are asked about, and rows come and go", async () => {
  show(<RoomBell room="algebra" title="Algebra" />);
  await during(() => click("room-bell"));
  await during(() => {
    const field = one("room-mute") as HTMLSelectElement;
    field.value = "weekly";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await during(() => click("mute-add"));
  expect(all("mute-row")).toHaveLength(2);
  await save();
  expect(one("refusal").textContent).toBe("Choose a day for each of the hours.");
  await during(() => all("mute-remove")[1]?.click());
  expect(all("mute-row")).toHaveLength(1);
  expect(bodies).toEqual([]);
});

test("what the server refuses is said, and the choice stays as it was", async () => {
  pageServer.on("PUT /api/me/rooms/algebra", () => refusal(422, "bad_hours"));
  show(<RoomBell room="algebra" title="Algebra" />);
  await during(() => click("room-bell"));
  await save();
  expect(one("refusal").textContent).toContain("These hours overlap");
  expect(client.rooms.of("algebra").choice).toEqual(USUAL);
});
