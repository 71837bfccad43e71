/* The lines of the room one is in, from its list of people. */
import { t } from "../../core/i18n";
import { Dialog } from "../dialog";
import { RoomLines } from "./room_lines";

export function LinesDialog({ room, onClose }: { room: string; onClose(): void }) {
  return (
    <Dialog title={t("lines_title")} onClose={onClose} testId="lines-dialog">
      <div class="fields">
        <p class="hint">{t("lines_text")}</p>
        <RoomLines room={room} />
      </div>
    </Dialog>
  );
}
