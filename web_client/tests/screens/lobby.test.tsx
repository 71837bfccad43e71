import { afterEach, beforeEach, expect, test } from "vitest";
import type { RoomDuty } from "../../src/core/duty";
import { setLanguage } from "../../src/core/i18n";
import type { LobbyRoom } from "../../src/core/wire.gen";
import { LobbyScreen } from "../../src/screens/lobby";
import { all, clear, during, one, show } from "../support/page";
import { pageServer } from "../support/page_server";
import { settled } from "../support/visiting";

const ZONE: LobbyRoom = {
  id: "zone",
  title: "Question zone",
  kind: "zone",
  present: [],
  count: 0,
  capacity: 500,
  has_media: false,
  last_message: 0,
  purpose: "questions",
  daily: false,
  archived: false,
};

const NOBODY: RoomDuty = {
  room: "zone",
  title: "Question zone",
  primary_name: "",
  secondary_name: "",
  covered: false,
  until: null,
  opens_at: null,
};

beforeEach(async () => {
  setLanguage("en");
  await pageServer.welcome("student");
});

afterEach(() => {
  clear();
  pageServer.close();
  setLanguage("en");
});

async function inTheLobby(duty: RoomDuty, room = ZONE): Promise<void> {
  pageServer.on("GET /api/duty/now", () => Response.json([duty]));
  show(<LobbyScreen />);
  await during(async () => {
    pageServer.socket.deliver({ t: "lobby", rooms: [room] });
    await settled();
  });
}

test("a card says who answers there now", async () => {
  await inTheLobby({ ...NOBODY, primary_name: "Tess", covered: true });
  expect(one("room-duty").textContent).toBe("Tess answers now.");
});

test("a lounge promises no answer, whoever is on duty", async () => {
  await inTheLobby({ ...NOBODY, primary_name: "Tess", covered: true }, { ...ZONE, purpose: "lounge" });
  expect(all("room-duty")).toEqual([]);
});

test("a full room says how one gets in", async () => {
  await inTheLobby(NOBODY, { ...ZONE, count: 500 });
  expect(all("join-room")).toEqual([]);
  expect(one("room-card").textContent).toContain("Join shows here as soon as somebody leaves.");
});

test("where no one is planned, nothing is promised", async () => {
  await inTheLobby(NOBODY);
  expect(all("room-duty")).toEqual([]);
});

test("a ready-made room has its title in the reader's language", async () => {
  setLanguage("zh");
  await inTheLobby(NOBODY);
  expect(one("room-card").querySelector("h3")?.textContent).toBe("提问区");
});
