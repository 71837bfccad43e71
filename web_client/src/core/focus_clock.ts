/* The focus timer as it is shown: how much is left, and who may touch it. Pure. */
import { isStaff } from "./rules";
import type { FocusView, Role, RoomView } from "./wire.gen";

/** Seconds left of the phase at `now` (UTC seconds of the server); a paused timer stands. */
export function secondsLeft(focus: FocusView, now: number): number {
  return Math.max(0, focus.ends_at === null ? (focus.remaining ?? 0) : focus.ends_at - now);
}

export function mayRunTimer(view: Pick<RoomView, "everyone_runs_timer">, role: Role): boolean {
  return isStaff(role) || (view.everyone_runs_timer && role !== "guest");
}
