/* What the server tells of items and of days, as tests need it. */
import type { DailyReport, Story } from "../../src/core/stories";

/** An incident: the operator was told after an hour, and somebody answered in the end. */
export function story(obligation: number, changes: Partial<Story> = {}): Story {
  return {
    room: "zone",
    room_title: "Question zone",
    obligation,
    cycle: 1,
    class: "question",
    excerpt: "Why does this hold?",
    asker_name: "Ada",
    opened_at: 1000,
    target: 900,
    breached_at: 1900,
    level: 400,
    owner_name: "",
    told: [{ at: 4600, name: "Olga", level: 400 }],
    answered_by: "Tess",
    answered_at: 5000,
    resolved_at: 5000,
    ended_at: null,
    reason: "",
    promised_by: "",
    promise_due: null,
    ...changes,
  };
}

const SPREAD = { count: 3, happened: 2, p50: 240, p90: null, p95: null };

export const DAY: DailyReport = {
  day: "2026-11-23",
  start: 0,
  end: 86_400,
  made_at: 86_401,
  numbers: {
    opened: 3,
    covered: SPREAD,
    wall: SPREAD,
    within_target: {
      share: 0.5,
      waived_share: 0,
      met: 1,
      breached: 1,
      overdue: 1,
      pending: 0,
      solved_unanswered: 0,
      withdrawn: 0,
      removed: 0,
      waived: 0,
      moved: 0,
    },
    promises: { kept: 1, broken: 0, running: 0, due: 0 },
    load: { responses: { tess: 2, tim: 0 }, gini: null },
    gap_minutes: 30,
  },
  incidents: [story(1)],
  overdue: [story(2, { answered_at: null, resolved_at: null, answered_by: "" })],
  broken: [],
  waived_sample: [],
  names: { tess: "Tess" },
};
