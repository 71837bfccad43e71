/* How opening, arranging, closing, days and sessions change a view: what `rooms/life/reducer.py` does. */
import type { AnyEvent, RoomView } from "../wire.gen";
import { POLICIES } from "../wire.gen";

export function reduceLife(view: RoomView, event: AnyEvent): RoomView {
  switch (event.t) {
    case "room_opened": {
      const policy = POLICIES[event.kind];
      const { title, kind, parent, purpose } = event;
      return {
        ...view,
        ...policy,
        title,
        kind,
        purpose,
        parent,
        capacity: event.seats || policy.capacity,
        quiet: event.quiet,
      };
    }
    case "room_arranged": {
      const { title, purpose, daily, archived } = event;
      return { ...view, title, purpose, daily, archived, day: daily ? view.day : null };
    }
    case "day_began": {
      const { date, zone, after } = event;
      return { ...view, day: { date, zone, after } };
    }
    case "room_closed":
      return { ...view, closed: true };
    case "session_started":
      return { ...view, session: { number: event.number, started_at: event.at } };
    case "session_ended":
      return { ...view, session: null };
    default:
      return view;
  }
}
