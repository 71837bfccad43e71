/* How events change what we see of the door, of sanctions and of the staff's queues: what `rooms/moderation/reducer.py` does. */
import type { AnyEvent, ModerationView } from "../wire.gen";

export function reduceModeration(view: ModerationView, _event: AnyEvent): ModerationView {
  return view;
}
