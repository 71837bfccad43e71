/*
 * How a list of questions is sorted, and which of them wait: the same as `rooms/questions/ordering.py`, so that every
 * page and every export agree. Pure; time is an argument (UTC seconds).
 */
import type { QuestionOrder, QuestionState, QuestionView } from "./wire.gen";

/** A vote weighs as much as this many minutes of waiting, so that old questions rise. */
const MINUTES_PER_VOTE = 3;

const DONE: readonly QuestionState[] = ["answered", "dismissed", "merged", "deferred", "withdrawn"];

export function score(question: QuestionView, now: number): number {
  return question.votes + (now - question.at) / 60 / MINUTES_PER_VOTE;
}

/** The queue: what waits for an answer, the next one first. */
export function inLine(
  questions: readonly QuestionView[],
  order: QuestionOrder,
  now: number,
): readonly QuestionView[] {
  return questions
    .filter((question) => question.state === "queued")
    .sort((left, right) => COMPARE[order](left, right, now) || first(left, right));
}

type Compare = (left: QuestionView, right: QuestionView, now: number) => number;

const COMPARE: Readonly<Record<QuestionOrder, Compare>> = {
  votes: (left, right, now) => score(right, now) - score(left, now),
  first: () => 0,
  least_heard: (left, right) => (left.heard ?? 0) - (right.heard ?? 0),
  manual: (left, right) => last(left.place) - last(right.place),
};

function first(left: QuestionView, right: QuestionView): number {
  return left.at - right.at || left.id - right.id;
}

/** What was never moved goes last. */
function last(place: number | null): number {
  return place ?? Number.MAX_SAFE_INTEGER;
}

/** On top of everybody's list: what is being answered, else what comes next. */
export function current(questions: readonly QuestionView[]): QuestionView | null {
  return (
    questions.find((question) => question.state === "answering") ??
    questions.find((question) => question.state === "focused") ??
    null
  );
}

/** Done with, the latest first. */
export function archive(questions: readonly QuestionView[]): readonly QuestionView[] {
  return questions
    .filter((question) => DONE.includes(question.state))
    .sort((left, right) => changedAt(right) - changedAt(left));
}

function changedAt(question: QuestionView): number {
  return question.changed_at ?? question.at;
}

/** How many of the queue come before this one, plus one; null when it does not wait. */
export function placeOf(line: readonly QuestionView[], id: number): number | null {
  const index = line.findIndex((question) => question.id === id);
  return index < 0 ? null : index + 1;
}
