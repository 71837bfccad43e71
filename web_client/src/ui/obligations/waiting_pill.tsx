/* Whoever of the staff looks up sees how many wait unseen in this room, and since when: in the header where there is room
   for it; elsewhere the badges tell it. */
import { Hourglass } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { unseen, waitsSince } from "../../core/obligations";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import { Lasting } from "../clock";
import type { RoomUi } from "../room_ui";
import { goToAnchor } from "./going";

export function WaitingPill({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const waiting = isStaff(visit.role.value) ? unseen(visit.view.value?.obligations.items ?? []) : [];
  const [oldest] = waiting;
  if (oldest === undefined) return null;
  return (
    <button
      type="button"
      class="pill pill--warn pill--button waiting-pill"
      title={t("waiting_need_hint")}
      onClick={() => goToAnchor(ui, oldest)}
      data-testid="waiting-pill"
    >
      <Hourglass size={16} aria-hidden="true" />
      {tn("waiting_need", waiting.length)}
      <Lasting clock={visit.clock} since={waitsSince(oldest)} />
    </button>
  );
}
