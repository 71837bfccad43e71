import { expect, test } from "vitest";
import { Unreadable } from "../../src/core/clock_text";
import { type Mute, muteForm, NIGHTS, toMute } from "../../src/core/room_mute";

const NOW = 1_790_000_000;
const OFF: Mute = { always: false, until: null, weekly: null };
const NIGHT = [{ start: 1320, end: 1860 }];
const WEEKLY: Mute = {
  ...OFF,
  weekly: {
    zone: "Europe/Berlin",
    week: { monday: NIGHT, tuesday: NIGHT, sunday: [{ start: 600, end: 720 }] },
  },
};

test("hours of the week go through the form unchanged, the same hours as one row", () => {
  const form = muteForm(WEEKLY, "UTC", NOW);
  expect([form.way, form.zone]).toEqual(["weekly", "Europe/Berlin"]);
  expect(form.rows).toEqual([
    { days: [0, 1], start: "22:00", end: "07:00" },
    { days: [6], start: "10:00", end: "12:00" },
  ]);
  expect(toMute(form, NOW)).toEqual(WEEKLY);
});

test("where nothing is muted, nights in this zone are offered", () => {
  expect(muteForm(OFF, "Asia/Shanghai", NOW)).toEqual({
    way: "off",
    until: null,
    zone: "Asia/Shanghai",
    rows: [NIGHTS],
  });
});

test("a moment that is to come is kept, and one that is over is none", () => {
  const until = { ...OFF, until: NOW + 60 };
  expect(muteForm(until, "UTC", NOW).way).toBe("kept");
  expect(toMute(muteForm(until, "UTC", NOW), NOW)).toEqual(until);
  expect(muteForm(until, "UTC", NOW + 60).way).toBe("off");
});

test("for an hour, until the morning, for good, and not at all", () => {
  const form = muteForm(WEEKLY, "UTC", NOW);
  expect(toMute({ ...form, way: "hour" }, NOW)).toEqual({ ...OFF, until: NOW + 3600 });
  const morning = toMute({ ...form, way: "morning" }, NOW).until ?? 0;
  expect(new Date(morning * 1000).getHours()).toBe(8);
  expect(morning).toBeGreaterThan(NOW);
  expect(toMute({ ...form, way: "always" }, NOW)).toEqual({ ...OFF, always: true });
  expect(toMute({ ...form, way: "off" }, NOW)).toEqual(OFF);
  expect(muteForm({ ...OFF, always: true }, "UTC", NOW).way).toBe("always");
});

test("until midnight is the end of the day, and a whole day is one", () => {
  const rows = [
    { days: [0], start: "22:00", end: "00:00" },
    { days: [1], start: "00:00", end: "00:00" },
  ];
  const week = toMute({ ...muteForm(OFF, "UTC", NOW), way: "weekly", rows }, NOW).weekly?.week;
  expect(week).toEqual({ monday: [{ start: 1320, end: 1440 }], tuesday: [{ start: 0, end: 1440 }] });
});

test("what is no time is said", () => {
  const form = { ...muteForm(OFF, "UTC", NOW), rows: [{ days: [0], start: "late", end: "08:00" }] };
  expect(() => toMute({ ...form, way: "weekly" }, NOW)).toThrow(Unreadable);
  expect(toMute({ ...form, way: "off" }, NOW)).toEqual(OFF);
});
