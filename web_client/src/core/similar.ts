/*
 * Which open questions ask nearly the same: by shared pairs of signs (the Dice coefficient over bigrams), which works
 * for Chinese and English alike and needs no dictionary. It only proposes; people decide.
 */
import type { QuestionView } from "./wire.gen";

/** From here on two texts are proposed as the same question. Found by trying pairs; see the tests. */
const SIMILAR = 0.45;
const PROPOSED = 3;
const SHORTEST = 4;

export function similarity(left: string, right: string): number {
  const [ours, theirs] = [bigrams(left), bigrams(right)];
  if (ours.size === 0 || theirs.size === 0) return 0;
  let shared = 0;
  for (const pair of ours) if (theirs.has(pair)) shared += 1;
  return (2 * shared) / (ours.size + theirs.size);
}

/** The most similar of `questions`, the best first; none while `text` is too short to tell. */
export function similarTo(text: string, questions: readonly QuestionView[]): readonly QuestionView[] {
  if ([...signs(text)].length < SHORTEST) return [];
  return questions
    .map((question) => ({ question, likeness: similarity(text, question.text) }))
    .filter(({ likeness }) => likeness >= SIMILAR)
    .sort((left, right) => right.likeness - left.likeness)
    .slice(0, PROPOSED)
    .map(({ question }) => question);
}

/** Letters, digits and Chinese signs alone; widths and cases are the same. */
function signs(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

function bigrams(text: string): Set<string> {
  const letters = [...signs(text)];
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
}
