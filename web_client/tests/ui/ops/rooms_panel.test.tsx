import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setLanguage } from "../../../src/core/i18n";
import type { RoomChange, SpaceRoom } from "../../../src/core/space_rooms";
import type { Role } from "../../../src/core/wire.gen";
import { SpaceRoomsPanel } from "../../../src/ui/ops/rooms_panel";
import { all, clear, click, during, one, page, show, submit, write } from "../../support/page";
import { pageServer, refusal } from "../../support/page_server";
import { settled } from "../../support/visiting";

const STUDY: SpaceRoom = {
  id: "study",
  title: "Study room",
  kind: "study",
  purpose: "questions",
  daily: false,
  archived: false,
};
const TEA: SpaceRoom = { ...STUDY, id: "tea", title: "Tea", kind: "zone", purpose: "lounge", daily: true };
const OLD: SpaceRoom = { ...TEA, id: "old", title: "Last term", archived: true };

let rooms: SpaceRoom[];
let changes: RoomChange[];
let sent: unknown[];

beforeEach(() => {
  setLanguage("en");
  [rooms, changes, sent] = [[STUDY, OLD, TEA], [], []];
});

afterEach(() => {
  clear();
  pageServer.close();
});

async function opens(role: Role = "operator"): Promise<void> {
  await pageServer.welcome(role);
  pageServer.on("GET /api/rooms", () => Response.json({ rooms, limit: 100, zone: "Asia/Shanghai", changes }));
  show(<SpaceRoomsPanel />);
  await during(settled);
}

const answers = (request: string) =>
  pageServer.on(request, (body) => {
    sent.push(body);
    return Response.json({});
  });
const press = (testId: string, place = 0) =>
  during(async () => {
    all(testId)[place]?.click();
    await settled();
  });
const save = async () => {
  await during(async () => {
    submit();
    await settled();
  });
  await during(settled);
};
const choose = (testId: string, value: string) =>
  during(() => {
    const field = one(testId) as HTMLSelectElement;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

test("only operators change rooms", async () => {
  await opens("teacher");
  expect(page().textContent).toContain("Only operators see and change this.");
  expect(all("room-add")).toEqual([]);
});

test("rooms stand in their order, with what they are for in words, and archived ones apart", async () => {
  await opens();
  expect(all("space-room").map((item) => item.dataset.room)).toEqual(["study", "tea", "old"]);
  expect(all("space-room")[1]?.textContent).toContain("Lounge");
  expect(all("space-room")[1]?.textContent).toContain("New every day");
  expect(one("rooms-archived").textContent).toContain("Last term");
  expect(page().textContent).toContain("2 of 100 rooms");
});

describe("a new room", () => {
  test("is a zone with a purpose and days of its own, in the zone of the calendar", async () => {
    await opens();
    answers("POST /api/rooms");
    await press("room-add");
    write(one("room-title"), "Share your week");
    await choose("room-purpose", "sharing");
    expect(one("room-purpose-hint").textContent).toContain("never counts as a question");
    await during(() => click("room-daily"));
    expect(one("room-dialog").textContent).toContain("Asia/Shanghai");
    await save();
    expect(sent).toEqual([{ title: "Share your week", kind: "zone", purpose: "sharing", daily: true }]);
    expect(all("room-dialog")).toEqual([]);
  });

  test("has a purpose only if it is a zone", async () => {
    await opens();
    answers("POST /api/rooms");
    await press("room-add");
    write(one("room-title"), "Hall");
    await choose("room-purpose", "lounge");
    await choose("room-kind", "qa");
    expect(all("room-purpose")).toEqual([]);
    await save();
    expect(sent).toEqual([{ title: "Hall", kind: "qa", purpose: "questions", daily: false }]);
  });

  test("that the server refuses says why and stays to be corrected", async () => {
    await opens();
    pageServer.on("POST /api/rooms", () => refusal(409, "too_many_rooms"));
    await press("room-add");
    write(one("room-title"), "One more");
    await save();
    expect(one("room-dialog").textContent).toContain("as many rooms as there can be");
  });
});

test("a room is changed without its kind, and one knows from when the change holds", async () => {
  await opens();
  answers("PATCH /api/rooms/tea");
  await press("room-edit", 1);
  expect(all("room-kind")).toEqual([]);
  expect(one("room-purpose-hint").textContent).toContain("from then on");
  write(one("room-title"), "Tea corner");
  await save();
  expect(sent).toEqual([{ title: "Tea corner", purpose: "lounge", daily: true }]);
});

test("rooms move up and down, not over the ends", async () => {
  await opens();
  answers("PUT /api/rooms/order");
  expect((all("room-up")[0] as HTMLButtonElement).disabled).toBe(true);
  expect((all("room-down")[1] as HTMLButtonElement).disabled).toBe(true);
  await press("room-down");
  expect(sent).toEqual([{ rooms: ["tea", "old", "study"] }]);
});

test("a room is archived after one more question, and taken up again without", async () => {
  await opens();
  answers("PATCH /api/rooms/study");
  answers("PATCH /api/rooms/old");
  await press("room-archive");
  expect(one("archive-dialog").textContent).toContain("can still read");
  await save();
  await press("room-restore");
  expect(sent).toEqual([{ archived: true }, { archived: false }]);
});

test("who changed what is told in words", async () => {
  const change = { room: "tea", room_title: "Tea", at: 1, by_name: "Olga", was: "", became: "" };
  changes = [
    { ...change, at: 6, what: "order" },
    { ...change, at: 5, what: "archived", became: "off" },
    { ...change, at: 4, what: "daily", became: "on" },
    { ...change, at: 3, what: "purpose", became: "lounge" },
    { ...change, at: 2, what: "title", was: "Hall", became: "Tea" },
    { ...change, at: 1, what: "created", by_name: "" },
  ];
  await opens();
  const said = one("rooms-changes").textContent ?? "";
  for (const words of [
    "Olga put the rooms in another order.",
    "Olga opened “Tea” again.",
    "Olga had “Tea” begin anew every day.",
    "Olga made “Tea” a Lounge.",
    "Olga renamed “Hall” to “Tea”.",
    "somebody created “Tea”.",
  ])
    expect(said).toContain(words);
});
