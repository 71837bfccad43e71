/* Lines of any room, for staff who are not in it. */
import { useSignal } from "@preact/signals";
import { t } from "../../core/i18n";
import { titleText } from "../../core/titles";
import { client } from "../../page";
import { RoomLines } from "../lines/room_lines";

export function LinesPanel() {
  const chosen = useSignal("");
  const rooms = (client.lobby.value ?? []).filter(({ kind }) => kind !== "zone");
  const room = chosen.value || rooms[0]?.id;
  return (
    <div class="ops-section" data-testid="lines-panel">
      <div class="board-head">
        <h2>{t("lines_title")}</h2>
        <fieldset class="board-filters">
          <legend class="visually-hidden">{t("ops_filters")}</legend>
          <select
            class="input"
            aria-label={t("ops_room")}
            value={room ?? ""}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
            data-testid="lines-room"
          >
            {rooms.map(({ id, title }) => (
              <option key={id} value={id}>
                {titleText(title)}
              </option>
            ))}
          </select>
        </fieldset>
      </div>
      <p class="hint">{t("lines_text")}</p>
      {room !== undefined && <RoomLines key={room} room={room} />}
    </div>
  );
}
