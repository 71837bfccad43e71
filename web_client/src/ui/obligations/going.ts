/* To where something that waits was said. Peers are not told where: they come to the chat. */
import type { ObligationView } from "../../core/wire.gen";
import type { RoomUi } from "../room_ui";

export function goToAnchor(ui: RoomUi, { anchor }: ObligationView): void {
  if ((anchor?.kind === "message" || anchor?.kind === "post") && anchor.number !== null)
    ui.jumpTo(anchor.number);
  else if (anchor?.kind === "question" || anchor?.kind === "hand") ui.show("questions");
  else if (anchor?.kind === "report") ui.show("people");
  else if (anchor?.kind === "help") ui.show("rooms");
  else ui.show("chat");
}
