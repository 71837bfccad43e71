/* Ask the room for something on a press of a button, and say in words when it refuses. */
import { codeText, t } from "../core/i18n";
import type { RoomSession } from "../core/room_session";
import { Disconnected, Refused } from "../core/socket";
import type { AnyClientCommand } from "../core/wire.gen";
import { ErrorCode } from "../core/wire.gen";
import { notify } from "./announcer";
import { showRules } from "./rules_gate";

/** Whether the room did it. A refusal is shown as a notice. */
export async function ask(
  session: Pick<RoomSession, "command">,
  command: AnyClientCommand,
): Promise<boolean> {
  const refusal = await refusalOf(session, command);
  if (refusal !== null) notify(refusal);
  return refusal === null;
}

/** Words for why the room refused, to be shown where the command was given; null when it did it. */
export async function refusalOf(
  session: Pick<RoomSession, "command">,
  command: AnyClientCommand,
): Promise<string | null> {
  try {
    await session.command(command);
    return null;
  } catch (error) {
    if (error instanceof Refused && error.code === ErrorCode.RULES_NOT_ACCEPTED) showRules();
    if (error instanceof Refused) return codeText(error.code);
    if (error instanceof Disconnected) return t("error_offline");
    throw error;
  }
}
