/*
 * What the page offers to do with a question, by its state and who looks at it, the most likely first. Only a courtesy:
 * `rooms/questions/` decides.
 */
import { isStaff } from "./rules";
import type { QuestionState, QuestionView, Role } from "./wire.gen";

export type QuestionAction =
  | "submit"
  | "edit"
  | "withdraw"
  | "raise_hand"
  | "approve"
  | "answer_live"
  | "focus"
  | "unfocus"
  | "solve"
  | "stop"
  | "write"
  | "dismiss"
  | "merge"
  | "unmerge"
  | "defer"
  | "reopen"
  | "unmask";

export interface Viewer {
  readonly id: string;
  readonly role: Role;
}

type Table = Readonly<Partial<Record<QuestionState, readonly QuestionAction[]>>>;

const OWN: Table = {
  draft: ["submit", "edit", "withdraw"],
  held: ["edit", "withdraw"],
  queued: ["edit", "raise_hand", "withdraw"],
  focused: ["edit", "withdraw"],
  answered: ["reopen"],
  dismissed: ["reopen"],
};

const STAFF: Table = {
  held: ["approve", "dismiss", "write"],
  queued: ["answer_live", "focus", "write", "merge", "defer", "dismiss"],
  focused: ["answer_live", "unfocus", "write", "merge", "defer", "dismiss"],
  answering: ["solve", "stop", "write"],
  answered: ["reopen", "write", "dismiss"],
  dismissed: ["reopen"],
  deferred: ["reopen"],
  merged: ["unmerge"],
};

const HELPERS: readonly Role[] = ["operator", "teacher", "ta", "active"];
const OPEN: readonly QuestionState[] = ["queued", "focused", "answering"];

export function actionsFor(question: QuestionView, viewer: Viewer): readonly QuestionAction[] {
  const offered = new Set([...forStaff(question, viewer), ...forHelpers(question, viewer)]);
  if (isMine(question, viewer)) {
    for (const action of forAsker(question, viewer)) offered.add(action);
    offered.delete("write"); // Nobody answers their own question.
  }
  return [...offered];
}

function forStaff(question: QuestionView, { role }: Viewer): readonly QuestionAction[] {
  if (!isStaff(role)) return [];
  const { state, anonymous, asker, adopted } = question;
  const actions = adopted ? [] : (STAFF[state] ?? []);
  return role === "operator" && anonymous && asker === "" ? [...actions, "unmask"] : actions;
}

function forHelpers(question: QuestionView, viewer: Viewer): readonly QuestionAction[] {
  return HELPERS.includes(viewer.role) && isOpen(question) ? ["write"] : [];
}

function forAsker(question: QuestionView, viewer: Viewer): readonly QuestionAction[] {
  if (!isStaff(viewer.role) && question.dismissed_for === "inappropriate") return [];
  // A hand shows to everybody whose it is, and staff need none.
  const noHand = isStaff(viewer.role) || question.anonymous;
  return (OWN[question.state] ?? []).filter((action) => action !== "raise_hand" || !noHand);
}

export function isMine(question: QuestionView, viewer: Viewer): boolean {
  return question.asker !== "" && question.asker === viewer.id;
}

export function isOpen(question: QuestionView): boolean {
  return OPEN.includes(question.state);
}

/** One votes for what others asked and what is still open. */
export function mayVote(question: QuestionView, viewer: Viewer): boolean {
  return isOpen(question) && !isMine(question, viewer);
}

/** The asker, or staff, says which answer counts. */
export function mayEndorse(question: QuestionView, viewer: Viewer): boolean {
  const closed: readonly QuestionState[] = ["withdrawn", "merged", "draft"];
  return !closed.includes(question.state) && (isMine(question, viewer) || isStaff(viewer.role));
}
