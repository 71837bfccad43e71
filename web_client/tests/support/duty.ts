/* What the server says of duty plans, as tests need it. */
import type { AllTargets } from "../../src/core/duty_plan";

const [MINUTE, HOUR] = [60, 3600];

/** As `rooms/obligations/standard.py` has them. */
export const STANDARD: AllTargets = {
  question: { first: 15 * MINUTE, full: 4 * HOUR, clock: "covered" },
  statement: { first: 30 * MINUTE, full: null, clock: "covered" },
  newcomer: { first: 10 * MINUTE, full: null, clock: "covered" },
  submission: { first: 24 * HOUR, full: 72 * HOUR, clock: "covered" },
  hand: { first: 2 * MINUTE, full: null, clock: "wall" },
  help: { first: 2 * MINUTE, full: null, clock: "wall" },
  report: { first: 5 * MINUTE, full: 24 * HOUR, clock: "wall" },
  follow_up: { first: 30 * MINUTE, full: null, clock: "covered" },
  live_question: { first: 3 * MINUTE, full: null, clock: "wall" },
  after_class: { first: 24 * HOUR, full: 24 * HOUR, clock: "covered" },
  held: { first: 2 * MINUTE, full: null, clock: "wall" },
};
