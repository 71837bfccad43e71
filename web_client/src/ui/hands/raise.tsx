/* What the hand button and its key do: ask what it is about, or take the hand down at once. */
import { handPlace, speakerOf } from "../../core/hands";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import type { RoomUi } from "../room_ui";
import { HandDialog } from "./hand_dialog";

/** Staff have the stage anyway, and a room of words has none. */
export function mayRaise(visit: Visit, view: RoomView): boolean {
  return view.has_media && !isStaff(visit.role.value);
}

export function toggleHand(visit: Visit, ui: RoomUi): void {
  const view = visit.view.value;
  if (view === null || !mayRaise(visit, view) || speakerOf(view, visit.me.value) !== null) return;
  if (handPlace(view, visit.me.value) !== null) void ask(visit.session, { t: "lower_hand" });
  else ui.openDialog(() => <HandDialog visit={visit} view={view} onClose={ui.closeDialog} />);
}
