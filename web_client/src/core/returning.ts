/* Waiting for a server that does not answer: asked for the page, more and more rarely, and at once when the line is back. */
import { retryDelay } from "./backoff";

/** Longer than that nobody believes that anything still happens. */
const LONGEST_MS = 5_000;

/** `then` is called once, when the page can be had. The answer ends the waiting. */
export function whenBack(then: () => void): () => void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const stop = () => {
    over = true;
    clearTimeout(timer);
    removeEventListener("online", again);
  };
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.min(LONGEST_MS, retryDelay(++attempt, Math.random())));
  };
  const ask = async () => {
    const there = await isThere();
    if (over) return;
    if (!there) return again();
    stop();
    then();
  };
  addEventListener("online", again);
  again();
  return stop;
}

async function isThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(LONGEST_MS);
    return (await fetch("/", { method: "HEAD", cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}
