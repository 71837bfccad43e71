/* Going where a message is by now: a link to one that has moved leads on, as often as it has moved. */
import { t } from "../../core/i18n";
import { Disconnected, Refused } from "../../core/socket";
import { titleText } from "../../core/titles";
import type { Visit } from "../../core/visit";
import type { MessageView } from "../../core/wire.gen";
import { leadTo } from "../../page";
import { navigate } from "../../router";
import { notify } from "../announcer";
import type { RoomUi } from "../room_ui";
import { goTo } from "../sub_rooms/moving";

/** Show a message that the address of this page names. */
export async function showMessage(visit: Visit, ui: RoomUi, id: number): Promise<void> {
  const message = await read(visit, id);
  const place = message?.state === "moved" ? message.moved : null;
  if (place === null || place.id === null) {
    ui.jumpTo(id);
    return;
  }
  notify(t("moved_leads_on", { room: titleText(place.title) }));
  leadTo({ room: place.room, to: "message", number: place.id });
  if (!(await goTo(visit, place.room))) ui.jumpTo(id);
}

/** By a press: the room one is in is left only by its door. */
export function follow({ moved }: MessageView): void {
  if (moved === null || moved.id === null) return;
  leadTo({ room: moved.room, to: "message", number: moved.id });
  navigate(`/r/${moved.room}`);
}

async function read({ session }: Visit, id: number): Promise<MessageView | null> {
  try {
    return await session.readMessage(id);
  } catch (error) {
    if (error instanceof Refused || error instanceof Disconnected) return null;
    throw error;
  }
}
