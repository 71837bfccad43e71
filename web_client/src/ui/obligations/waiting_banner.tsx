/* Told to the whole room when people have waited long: somebody here may know. */
import { Hourglass } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { waitingLong } from "../../core/obligations";
import type { Visit } from "../../core/visit";
import type { RoomUi } from "../room_ui";

export function WaitingBanner({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const count = waitingLong(visit.view.value?.obligations.items ?? []);
  return (
    <div class="banner-place" role="status">
      {count > 0 && (
        <div class="banner banner--waiting" data-testid="waiting-banner">
          <Hourglass size={20} aria-hidden="true" />
          <span>{tn("waiting_long", count)}</span>
          <button type="button" class="button button--small" onClick={() => ui.show("questions")}>
            {t("waiting_go")}
          </button>
        </div>
      )}
    </div>
  );
}
