import { expect, test } from "vitest";
import { mayPublish, mayShareScreen, onStage } from "../../src/core/rules";
import { type MemberView, ROLES, type RoomView } from "../../src/core/wire.gen";
import { view } from "../support/views";

const STUDY = { kind: "study", has_media: true, archived: false } as const;
const QA = { kind: "qa", has_media: true, archived: false } as const;
const ZONE = { kind: "zone", has_media: false, archived: false } as const;
const STAFF = ["operator", "teacher", "ta"];

test.each(ROLES)("what a %s is offered", (role) => {
  expect(mayPublish(STUDY, role)).toBe(true);
  expect(mayPublish(QA, role)).toBe(STAFF.includes(role));
  expect(mayPublish(ZONE, role)).toBe(false);
  expect(mayShareScreen(STUDY, role)).toBe(role !== "guest");
  expect(mayShareScreen(QA, role)).toBe(STAFF.includes(role));
});

test("the stage holds everybody in a study room, those who teach or send in a Q&A, nobody in a zone", () => {
  const teacher = member("t", "teacher");
  const silent = member("s", "student");
  const sending = member("a", "student", true);
  const members = [teacher, silent, sending];
  expect(onStage(room(true, true, members))).toEqual(members);
  expect(onStage(room(true, false, members))).toEqual([teacher, sending]);
  expect(onStage(room(false, false, members))).toEqual([]);
});

function member(id: string, role: MemberView["role"], mic = false): MemberView {
  return { id, name: id, role, devices: [{ id: "d", mic, camera: false, screen: false }], away_until: null };
}

function room(has_media: boolean, everyone_publishes: boolean, members: MemberView[]): RoomView {
  return view({ has_media, everyone_publishes, members });
}
