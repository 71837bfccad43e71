/*
 * How events change what we see of sub-rooms: what `rooms/sub_rooms/reducer.py` does. Calls for help of other rooms come
 * to staff alone, so nothing here asks who looks.
 */
import type { AnyEvent, HelpView, SubRoomsView, SubRoomView } from "../wire.gen";

type Of<Tag extends AnyEvent["t"]> = Extract<AnyEvent, { t: Tag }>;

export function reduceSubRooms(view: SubRoomsView, event: AnyEvent): SubRoomsView {
  switch (event.t) {
    case "breakout_assigned":
      return { ...view, assigned: Object.values(event.rooms)[0] ?? view.assigned };
    case "breakout_recalled":
      return { ...view, recalled_at: event.until };
    case "help_called":
      return { ...view, help: called(view.help, event) };
    case "help_ended":
      return { ...view, help: null };
    default:
      return reduceRooms(view, event);
  }
}

function reduceRooms(view: SubRoomsView, event: AnyEvent): SubRoomsView {
  switch (event.t) {
    case "sub_room_opened":
      return { ...view, rooms: [...view.rooms, opened(event)] };
    case "sub_room_occupied": {
      const { count, closes_at } = event;
      return changed(view, event.number, (room) => ({ ...room, count, closes_at }));
    }
    case "sub_room_closing":
      return closing(changed(view, event.number, (room) => ({ ...room, closing: true })));
    case "sub_room_closed":
      return {
        ...view,
        rooms: view.rooms.filter((room) => room.number !== event.number),
        assigned: view.assigned === event.number ? null : view.assigned,
      };
    case "help_noted":
      return changed(view, event.number, (room) => ({ ...room, help: noted(room.help, event) }));
    case "help_answered":
      return changed(view, event.number, (room) => ({
        ...room,
        help: room.help && { ...room.help, answered_by: event.by_name },
      }));
    default:
      return view;
  }
}

function opened(event: Of<"sub_room_opened">): SubRoomView {
  const { number, title, seats, author, author_name, breakout, quiet, closes_at } = event;
  return {
    number,
    title,
    seats,
    author,
    author_name,
    breakout,
    quiet,
    count: 0,
    closing: false,
    closes_at,
    help: null,
  };
}

/** A recall is over once every breakout closes. */
function closing(view: SubRoomsView): SubRoomsView {
  const goesOn = view.rooms.some((room) => room.breakout && !room.closing);
  return goesOn ? view : { ...view, recalled_at: null };
}

/** Calling again changes the words, not since when one waits. */
function called(known: HelpView | null, event: Of<"help_called">): HelpView {
  const { member, name, summary } = event;
  return { member, name, summary, since: known?.since ?? event.at, answered_by: "" };
}

/** The same call again, with other words, stays answered. */
function noted(known: HelpView | null, event: Of<"help_noted">): HelpView | null {
  const { member, name, summary, since } = event;
  if (summary === null) return null;
  const answered_by = known !== null && known.since === since ? known.answered_by : "";
  return { member, name, summary, since, answered_by };
}

function changed(
  view: SubRoomsView,
  number: number,
  change: (room: SubRoomView) => SubRoomView,
): SubRoomsView {
  return { ...view, rooms: view.rooms.map((room) => (room.number === number ? change(room) : room)) };
}
