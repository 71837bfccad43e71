import { afterEach, beforeEach, expect, test } from "vitest";
import { dutyText, nextEdge } from "../../src/core/duty";
import { setLanguage } from "../../src/core/i18n";
import { onDuty } from "../support/obligations";

const at = (text: string) => new Date(text).getTime() / 1000;
const NOW = at("2026-11-20T15:00:00"); // a Friday

beforeEach(() => setLanguage("en"));
afterEach(() => setLanguage("en"));

test("names who answers, and until when", () => {
  expect(dutyText(onDuty({ until: at("2026-11-20T18:00:00") }), NOW)).toMatch(
    /^Tess answers now, until 0?6:00/,
  );
  expect(dutyText(onDuty(), NOW)).toBe("Tess answers now.");
});

test("says when answers begin, when nobody is there", () => {
  const closed = onDuty({ primary: "", primary_name: "", covered: false });
  expect(dutyText({ ...closed, opens_at: at("2026-11-23T09:00:00") }, NOW)).toMatch(
    /^Answers from Monday.*9:00/,
  );
  setLanguage("zh");
  expect(dutyText({ ...closed, opens_at: at("2026-11-23T09:00:00") }, NOW)).toContain("星期一");
});

test("does not promise anybody where answers are promised and nobody is on duty", () => {
  const gap = onDuty({ primary: "", primary_name: "" });
  expect(dutyText(gap, NOW)).toBe("Nobody is on duty right now.");
  expect(dutyText({ ...gap, until: at("2026-11-20T16:00:00") }, NOW)).toMatch(/^Answers from 0?4:00/);
});

test("says nothing without a roster", () => {
  expect(dutyText(null, NOW)).toBeNull();
  expect(dutyText(onDuty({ primary: "", primary_name: "", covered: false }), NOW)).toBeNull();
});

test("the next edge is the first of all rooms that is still to come", () => {
  const duty = { room: "r", title: "R", primary_name: "", secondary_name: "", covered: false };
  const duties = [
    { ...duty, until: 90, opens_at: 300 },
    { ...duty, until: 200, opens_at: null },
  ];
  expect(nextEdge(duties, 100)).toBe(200);
  expect(nextEdge(duties, 400)).toBeNull();
});
