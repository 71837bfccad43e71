import { expect, test } from "vitest";
import { handPlace, handTopic, nameOf, speakerOf } from "../../src/core/hands";
import { question } from "../support/questions";
import { member, view } from "../support/views";

const ANN = { member: "ann", at: 1, topic: "Limits", question: null };
const BOB = { member: "bob", at: 2, topic: "", question: 7 };
const SPEAKER = { member: "cy", since: 3, sources: ["mic"] as const, until: null, question: null };
const ROOM = view({
  members: [member("ann", { name: "Ann" })],
  stage: { hands: [ANN, BOB], speakers: [SPEAKER], asked_to_unmute: null },
  questions: { order: "votes", pre_moderation: "off", items: [question(7, { text: "Why?" })] },
});

test("the place in line counts from one, and there is none without a hand", () => {
  expect(handPlace(ROOM, "bob")).toBe(2);
  expect(handPlace(ROOM, "cy")).toBeNull();
});

test("a hand is about its question, else about its topic", () => {
  expect(handTopic(ROOM, BOB)).toBe("Why?");
  expect(handTopic(ROOM, ANN)).toBe("Limits");
});

test("who is on stage, and what they are called", () => {
  expect(speakerOf(ROOM, "cy")).toBe(SPEAKER);
  expect(speakerOf(ROOM, "ann")).toBeNull();
  expect(nameOf(ROOM, "ann")).toBe("Ann");
  expect(nameOf(ROOM, "gone")).toBe("");
});
