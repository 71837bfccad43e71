/* How events change what we see of sub-rooms: what `rooms/sub_rooms/reducer.py` does. */
import type { AnyEvent, SubRoomsView } from "../wire.gen";

export function reduceSubRooms(view: SubRoomsView, _event: AnyEvent): SubRoomsView {
  return view;
}
