/*
 * How the queue of questions is sorted, and which of them wait: the same as `rooms/questions/ordering.py`, so that every
 * page and the room agree. Old questions rise among voted ones; since all wait equally, that needs no clock.
 */
import type { QuestionOrder, QuestionState, QuestionsView, QuestionView } from "./wire.gen";

/** Waiting three minutes weighs as much as one vote. */
const SECONDS_PER_VOTE = 180;

const DONE: readonly QuestionState[] = ["answered", "dismissed", "merged", "deferred", "withdrawn"];

type Questions = readonly QuestionView[];
type Key = (question: QuestionView, items: Questions) => readonly number[];

/** The queue: what waits for an answer, the next one first. Anything equal stands in the order of asking. */
export function inLine({ items, order }: Pick<QuestionsView, "items" | "order">): Questions {
  return items
    .filter((question) => question.state === "queued")
    .map((question) => ({ question, key: [...KEYS[order](question, items), question.id] }))
    .sort((left, right) => compare(left.key, right.key))
    .map(({ question }) => question);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const KEYS: Readonly<Record<QuestionOrder, Key>> = {
  votes: (question) => [question.at / SECONDS_PER_VOTE - question.votes],
  first: (question) => [question.at],
  least_heard: (question, items) => [(question.heard ?? 0) + heardSince(question, items), question.at],
  manual: (question) => [question.place ?? Number.MAX_SAFE_INTEGER], // What was never moved stands last.
};

/** How often its asker was answered since it was asked; who hides from us counts as never heard. */
function heardSince(question: QuestionView, items: Questions): number {
  const who = askerOf(question);
  if (who === null) return 0;
  return items.filter(
    (other) => other.state === "answered" && (other.changed_at ?? 0) >= question.at && askerOf(other) === who,
  ).length;
}

/** What we can tell askers apart by; pseudonyms are for one session. Null: by nothing. */
function askerOf({ pseudonym, session, asker, anonymous }: QuestionView): string | null {
  if (pseudonym !== null) return `${pseudonym} in ${session}`;
  return asker === "" ? null : `${anonymous ? "hidden" : "open"} ${asker}`;
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
