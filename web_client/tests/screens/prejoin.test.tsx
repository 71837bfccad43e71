import { afterEach, beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import type { LobbyRoom } from "../../src/core/wire.gen";
import { PrejoinScreen } from "../../src/screens/prejoin";
import { clear, during, one, show } from "../support/page";
import { pageServer } from "../support/page_server";
import { settled } from "../support/visiting";

const STUDY: LobbyRoom = {
  id: "study",
  title: "Study room",
  kind: "study",
  present: [],
  count: 0,
  capacity: 16,
  has_media: true,
  last_message: 0,
  purpose: "questions",
  daily: false,
  archived: false,
};

beforeEach(() => pageServer.welcome("student"));

afterEach(() => {
  clear();
  pageServer.close();
  setLanguage("en");
});

async function atTheDoorOf(room: LobbyRoom): Promise<void> {
  show(<PrejoinScreen room={room.id} />);
  await during(async () => {
    pageServer.socket.deliver({ t: "lobby", rooms: [room] });
    await settled();
  });
}

test("whoever comes in is told before what is kept of what they say and show", async () => {
  await atTheDoorOf(STUDY);
  expect(one("what-is-kept").textContent).toBe(
    "Sound and pictures are passed on and never recorded. What you write is kept.",
  );
});

test("a room of words keeps them, and says so", async () => {
  await atTheDoorOf({ ...STUDY, kind: "zone", has_media: false });
  expect(one("what-is-kept").textContent).toContain("What you write here is kept");
});
