/* The polls tab: the newest first, and for staff a new one. */
import { ChartBar, Plus } from "lucide-preact";
import { t } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { PollView, Role, RoomView } from "../../core/wire.gen";
import { MessageCard } from "../card";
import type { RoomUi } from "../room_ui";
import { PollCard } from "./poll_card";
import { PollDialog } from "./poll_dialog";

export function showsPolls(view: RoomView, role: Role): boolean {
  return isStaff(role) || view.polls.length > 0;
}

export function unvoted(visit: Visit): readonly PollView[] {
  const polls = visit.view.value?.polls ?? [];
  return polls.filter((poll) => poll.state === "open" && poll.mine.length === 0);
}

export function PollsPanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const view = visit.view.value;
  if (view === null) return null;
  return (
    <div
      class="panel-scroll"
      role="group"
      aria-label={t("polls")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="polls-panel"
    >
      {isStaff(visit.role.value) && (
        <button
          type="button"
          class="button"
          onClick={() => ui.openDialog(() => <PollDialog visit={visit} onClose={ui.closeDialog} />)}
          data-testid="new-poll"
        >
          <Plus size={18} aria-hidden="true" />
          {t("poll_new")}
        </button>
      )}
      {view.polls.length === 0 && <MessageCard icon={ChartBar} title={t("polls_empty")} />}
      {[...view.polls].reverse().map((poll) => (
        <PollCard key={poll.id} visit={visit} view={view} poll={poll} />
      ))}
    </div>
  );
}
