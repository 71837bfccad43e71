/* Beside "send", for staff: what is being written shall be posted later. The form is a part of the page of its own. */
import { CalendarClock } from "lucide-preact";
import type { Composing } from "../../core/composing";
import { t } from "../../core/i18n";
import { lazy } from "../../core/lazy";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import { notify } from "../announcer";
import { refusalOf } from "../ask";
import type { RoomUi } from "../room_ui";

const form = lazy(() => import("./schedule_dialog"));

interface Props {
  visit: Visit;
  ui: RoomUi;
  composing: Composing;
}

export function ScheduleButton({ visit, ui, composing }: Props) {
  const view = visit.session.state.value.view;
  const isNew =
    composing.thread === null && composing.editing.value === null && composing.replyTo.value === null;
  if (!isStaff(visit.role.value) || view === null || view.parent !== null || !isNew) return null;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t("schedule_button")}
      title={t("schedule_button")}
      onClick={() => ui.openDialog(() => <RoomSchedule visit={visit} ui={ui} composing={composing} />)}
      data-testid="schedule-button"
    >
      <CalendarClock size={20} aria-hidden="true" />
    </button>
  );
}

function RoomSchedule({ visit, ui, composing }: Props) {
  const loaded = form();
  if (loaded === null) return null;
  return (
    <loaded.ScheduleDialog
      room={visit.room}
      post={null}
      draft={composing.text.value}
      now={visit.clock.now.value}
      send={async (command) => {
        const refusal = await refusalOf(visit.session, command);
        if (refusal === null) {
          composing.text.value = "";
          notify(t("schedule_saved"));
        }
        return refusal;
      }}
      onClose={ui.closeDialog}
    />
  );
}
