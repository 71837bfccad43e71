/* Stand-ins for a face: one or two letters and a steady hue, from a name. */

/** The first character of a Chinese name, the first letters of two words of others. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
  const letters = firstLetter(first) + (isIdeograph(first) ? "" : firstLetter(last));
  return letters.toLocaleUpperCase();
}

/** One of `HUES` colours; the same id always has the same. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % HUES;
}

export const HUES = 8;

function firstLetter(word: string): string {
  return [...word][0] ?? "";
}

function isIdeograph(word: string): boolean {
  return /^\p{Script=Han}/u.test(word);
}
