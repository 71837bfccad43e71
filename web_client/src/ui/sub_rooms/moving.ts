/* Going to another room with everything that is open: the address follows, the media stay. */
import { codeText, t } from "../../core/i18n";
import { Disconnected, Refused } from "../../core/socket";
import type { Visit } from "../../core/visit";
import { carryOver } from "../../page";
import { navigate } from "../../router";
import { notify } from "../announcer";

/** Whether we went. A refusal is shown in words, and we are where we were. */
export async function goTo(visit: Visit, room: string): Promise<boolean> {
  try {
    await visit.move(room);
  } catch (error) {
    if (error instanceof Refused) notify(codeText(error.code));
    else if (error instanceof Disconnected) notify(t("error_offline"));
    else throw error;
    return false;
  }
  carryOver(visit);
  navigate(`/r/${room}`, { replace: true });
  return true;
}
