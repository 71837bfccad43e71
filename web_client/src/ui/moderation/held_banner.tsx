/* Told to staff in the room at once: what is held has waited for too long. It stays until somebody has looked. */
import { Hourglass } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { RoomUi } from "../room_ui";

export function HeldBanner({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const view = visit.view.value;
  const staff = view?.moderation.staff ?? null;
  const messages = staff?.held.filter(({ overdue }) => overdue) ?? [];
  const questions =
    staff === null
      ? []
      : (view?.questions.items.filter(({ state, overdue }) => state === "held" && overdue) ?? []);
  const count = messages.length + questions.length;
  return (
    <div class="banner-place" role="status">
      {count > 0 && (
        <div class="banner banner--waiting" data-testid="held-banner">
          <Hourglass size={20} aria-hidden="true" />
          <span>{tn("held_long", count)}</span>
          <button
            type="button"
            class="button button--small"
            onClick={() => ui.show(messages.length > 0 ? "moderation" : "questions")}
            data-testid="held-banner-go"
          >
            {t("waiting_go")}
          </button>
        </div>
      )}
    </div>
  );
}
