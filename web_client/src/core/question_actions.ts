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
  const { state } = question;
  const offered = new Set<QuestionAction>();
  if (isStaff(viewer.role)) for (const action of STAFF[state] ?? []) offered.add(action);
  if (isMine(question, viewer)) for (const action of OWN[state] ?? []) offered.add(action);
  if (HELPERS.includes(viewer.role) && OPEN.includes(state)) offered.add("write");
  if (viewer.role === "operator" && question.anonymous && question.asker === "") offered.add("unmask");
  // A hand shows to everybody whose it is.
  if (isStaff(viewer.role) || question.anonymous) offered.delete("raise_hand");
  return [...offered];
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
