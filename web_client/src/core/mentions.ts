/* Finding names in what somebody writes: the one that is being typed after an @, and all that stand in a text. */

import type { RoomView } from "./wire.gen";

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Who can be named: everybody here, then those who wrote lately and have left, the newest first. */
export function mentionable(view: Pick<RoomView, "members" | "chat"> | null): readonly Named[] {
  if (view === null) return [];
  const people = new Map<string, Named>(view.members.map((member) => [member.id, member]));
  for (const { author, author_name, author_kind } of [...view.chat.messages].reverse())
    if (author_kind === "person" && !people.has(author))
      people.set(author, { id: author, name: author_name });
  return [...people.values()];
}

const MAX_MENTIONS = 20;
const MAX_SHOWN = 6;
/** An @ begins a name at the start, after a space or after a sign of punctuation: not inside a mail address. */
const OPEN = /(?:^|[\s\p{P}])@([^\s@]{0,40})$/u;

/** What was typed of a name just before the caret, and where its @ stands; null when no name is being typed. */
export function mentionAt(
  text: string,
  caret: number,
): { readonly start: number; readonly typed: string } | null {
  const found = OPEN.exec(text.slice(0, caret));
  const typed = found?.[1];
  return typed === undefined ? null : { start: caret - typed.length - 1, typed };
}

/** Whom that could mean: names that begin so before names that contain it. */
export function candidates<T extends Named>(people: readonly T[], typed: string): readonly T[] {
  const wanted = typed.toLocaleLowerCase();
  const rank = ({ name }: Named) => name.toLocaleLowerCase().indexOf(wanted);
  return people
    .filter((person) => rank(person) >= 0)
    .sort((left, right) => Math.min(rank(left), 1) - Math.min(rank(right), 1))
    .slice(0, MAX_SHOWN);
}

/** Ids of everybody whose name stands in the text after an @; a longer name hides the shorter one that begins it. */
export function mentionsIn(text: string, people: readonly Named[]): readonly string[] {
  let rest = text;
  const found: string[] = [];
  for (const { id, name } of [...people].sort((left, right) => right.name.length - left.name.length)) {
    if (!text.includes(`@${name}`) || !rest.includes(`@${name}`)) continue;
    found.push(id);
    if (!people.some((other) => other.id !== id && other.name === name))
      rest = rest.replaceAll(`@${name}`, " ");
  }
  return found.slice(0, MAX_MENTIONS);
}
