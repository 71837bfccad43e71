import { beforeEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { aboutText, movedBy, type SpaceRoom, sortText } from "../../src/core/space_rooms";

const room = (id: string, archived = false): SpaceRoom => ({
  id,
  title: id,
  kind: "zone",
  purpose: "questions",
  daily: false,
  archived,
});

beforeEach(() => setLanguage("en"));

test("a room moves among those that are open, and archived ones keep their places", () => {
  const rooms = [room("a"), room("old", true), room("b"), room("c")];
  expect(movedBy(rooms, "b", -1)).toEqual(["b", "old", "a", "c"]);
  expect(movedBy(rooms, "b", 1)).toEqual(["a", "old", "c", "b"]);
});

test("nothing moves over the ends", () => {
  const rooms = [room("a"), room("b"), room("old", true)];
  expect(movedBy(rooms, "a", -1)).toEqual(["a", "b", "old"]);
  expect(movedBy(rooms, "b", 1)).toEqual(["a", "b", "old"]);
});

test("a zone is named by what it is for, another room by its kind", () => {
  expect(sortText({ kind: "zone", purpose: "lounge" })).toBe("Lounge");
  expect(sortText({ kind: "qa", purpose: "questions" })).toBe("Live Q&A");
  expect(aboutText({ kind: "zone", purpose: "sharing" })).toContain("Show what you made");
  expect(aboutText({ kind: "study", purpose: "questions" })).toContain("cameras on");
});
