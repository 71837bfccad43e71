/* How a ballot changes under the fingers, and how results become bars. Pure. */
import type { PollKind, PollView } from "./wire.gen";

export function isSingle(kind: PollKind): boolean {
  return kind === "single" || kind === "quiz";
}

/** One tap votes where one option counts; the same again takes the ballot back. */
export function tapped(mine: readonly number[], option: number): readonly number[] {
  return mine.includes(option) ? [] : [option];
}

/** With `option` marked or not, in the order of the options. */
export function marked(choices: readonly number[], option: number): readonly number[] {
  const others = choices.filter((choice) => choice !== option);
  return choices.includes(option) ? others : [...others, option].sort((left, right) => left - right);
}

/** Where ordering starts: the ballot that was given, else the options as they stand. */
export function ordering(poll: Pick<PollView, "options" | "mine">): readonly number[] {
  return poll.mine.length > 0 ? poll.mine : poll.options.map((_, index) => index);
}

/** With the entry at `from` moved to `to`. */
export function reordered(order: readonly number[], from: number, to: number): readonly number[] {
  const rest = order.filter((_, index) => index !== from);
  const moved = order.slice(from, from + 1);
  return [...rest.slice(0, to), ...moved, ...rest.slice(to)];
}

/** How long each bar is, from 0 to 1: of those who voted, or of the best where points are counted. */
export function shares(poll: Pick<PollView, "kind" | "tallies" | "voters">): readonly number[] {
  const tallies = poll.tallies ?? [];
  const whole = poll.kind === "ordered" ? Math.max(...tallies, 1) : Math.max(poll.voters, 1);
  return tallies.map((tally) => tally / whole);
}
