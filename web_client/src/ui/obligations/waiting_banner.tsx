/* Told to the whole room when people have waited long: somebody here may know. */
import { Hourglass } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { waitingLong } from "../../core/obligations";
import type { Visit } from "../../core/visit";
import type { RoomUi } from "../room_ui";
import { goToAnchor } from "./going";

export function WaitingBanner({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const waiting = waitingLong(visit.view.value?.obligations.items ?? []);
  const [oldest] = waiting;
  return (
    <div class="banner-place" role="status">
      {oldest !== undefined && (
        <div class="banner banner--waiting" data-testid="waiting-banner">
          <Hourglass size={20} aria-hidden="true" />
          <span>{tn("waiting_long", waiting.length)}</span>
          <button
            type="button"
            class="button button--small"
            onClick={() => goToAnchor(ui, oldest)}
            data-testid="waiting-banner-go"
          >
            {t("waiting_go")}
          </button>
        </div>
      )}
    </div>
  );
}
