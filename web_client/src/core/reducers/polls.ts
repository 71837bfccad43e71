/* How events change what we see of polls: what `rooms/polls/reducer.py` does. */
import type { AnyEvent, PollView } from "../wire.gen";

export function reducePolls(view: readonly PollView[], _event: AnyEvent): readonly PollView[] {
  return view;
}
