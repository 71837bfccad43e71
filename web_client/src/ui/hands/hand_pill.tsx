/* One's own place in line, in the header where there is room for it; on a phone the hand button tells it. */
import { handPlace } from "../../core/hands";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";

export function HandPill({ visit, view }: { visit: Visit; view: RoomView }) {
  const place = handPlace(view, visit.me.value);
  return (
    <span role="status" data-testid="hand-place">
      {place !== null && <span class="pill pill--warn header-count">{t("hand_place", { place })}</span>}
    </span>
  );
}
