/* How events change what we see of the focus timer: what `rooms/focus/reducer.py` does. */
import type { AnyEvent, FocusView } from "../wire.gen";

export function reduceFocus(view: FocusView | null, event: AnyEvent): FocusView | null {
  switch (event.t) {
    case "focus_started":
      return started(event);
    case "phase_began":
      return (
        view && { ...view, phase: event.phase, round: event.round, ends_at: event.ends_at, remaining: null }
      );
    case "focus_paused":
      return view && { ...view, ends_at: null, remaining: event.remaining };
    case "focus_resumed":
      return view && { ...view, ends_at: event.ends_at, remaining: null };
    case "focus_stopped":
      return null;
    default:
      return view;
  }
}

function started(event: Extract<AnyEvent, { t: "focus_started" }>): FocusView {
  const { rounds, focus_minutes, break_minutes, long_break_minutes, quiet, by, ends_at } = event;
  return {
    phase: "focus",
    round: 1,
    rounds,
    focus_minutes,
    break_minutes,
    long_break_minutes,
    quiet,
    by,
    ends_at,
    remaining: null,
  };
}
