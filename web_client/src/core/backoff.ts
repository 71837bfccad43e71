/*
 * How long to wait before connecting again. The first retry comes at once (a server that restarts is back soon),
 * later ones spread out, each with jitter, so that a thousand pages do not knock in the same millisecond.
 */

const FIRST_MS = { least: 100, most: 300 };
const BASE_MS = 500;
const GROWTH = 1.3;
const CEILING_MS = 30_000;

/** Milliseconds before retry number `attempt` (from 1); `random` is in [0, 1). */
export function retryDelay(attempt: number, random: number): number {
  if (attempt <= 1) return FIRST_MS.least + random * (FIRST_MS.most - FIRST_MS.least);
  const longest = Math.min(CEILING_MS, BASE_MS * GROWTH ** (attempt - 2));
  return longest * (0.75 + random * 0.25);
}
