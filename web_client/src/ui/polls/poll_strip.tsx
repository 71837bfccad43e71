/* An open poll above whatever the panel shows, so that nobody misses it. It can be put away; the tab still has it. */
import { useSignal } from "@preact/signals";
import { X } from "lucide-preact";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import { PollCard } from "./poll_card";

export function PollStrip({ visit }: { visit: Visit }) {
  const away = useSignal<ReadonlySet<number>>(new Set());
  const view = visit.view.value;
  const poll = view?.polls.findLast((each) => each.state === "open" && !away.value.has(each.id));
  if (view === null || poll === undefined) return null;
  return (
    <div class="poll-strip" data-testid="poll-strip">
      <PollCard key={poll.id} visit={visit} view={view} poll={poll}>
        <button
          type="button"
          class="icon-button icon-button--small"
          aria-label={t("poll_put_away")}
          title={t("poll_put_away")}
          onClick={() => {
            away.value = new Set(away.value).add(poll.id);
          }}
          data-testid="poll-put-away"
        >
          <X size={16} aria-hidden="true" />
        </button>
      </PollCard>
    </div>
  );
}
