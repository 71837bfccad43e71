/* Calls whoever waits onto the stage of their room, from the board; staff in the room talk to them. */
import { Megaphone } from "lucide-preact";
import { calledToStage } from "../../core/board_answers";
import { codeText, t } from "../../core/i18n";
import { Disconnected, Refused } from "../../core/socket";
import { type BoardItem, ErrorCode } from "../../core/wire.gen";
import { client } from "../../page";
import { notify } from "../announcer";

export function CallButton({ item }: { item: BoardItem }) {
  const command = calledToStage(item);
  if (command === null) return null;
  const press = async () => {
    try {
      await client.desk.command(item.room, command);
      notify(t("ops_called", { name: item.obligation.asker_name }));
    } catch (error) {
      notify(refusalText(error));
    }
  };
  return (
    <button
      type="button"
      class="button button--small"
      onClick={() => void press()}
      data-key="stage"
      data-testid="board-call"
    >
      <Megaphone size={16} aria-hidden="true" />
      {t("ops_call")}
    </button>
  );
}

/** The room's own words are about what somebody sees who is in it. */
function refusalText(error: unknown): string {
  if (error instanceof Disconnected) return t("error_offline");
  if (!(error instanceof Refused)) throw error;
  const isGone = error.code === ErrorCode.WRONG_STATE || error.code === ErrorCode.NOT_FOUND;
  return isGone ? t("ops_call_not_now") : codeText(error.code);
}
