/* An open poll above whatever the panel shows, so that nobody misses it. It can be put away; the tab still has it. Where
   there is little room it is one line once one has voted. */
import { useSignal } from "@preact/signals";
import { Check, X } from "lucide-preact";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import { useWide } from "../wide";
import { PollCard } from "./poll_card";

export function PollStrip({ visit }: { visit: Visit }) {
  const away = useSignal<ReadonlySet<number>>(new Set());
  const unfolded = useSignal<number | null>(null);
  const wide = useWide();
  const view = visit.view.value;
  const poll = view?.polls.findLast((each) => each.state === "open" && !away.value.has(each.id));
  if (view === null || poll === undefined) return null;
  const putAway = (
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
  );
  if (!wide && poll.mine.length > 0 && unfolded.value !== poll.id)
    return (
      <div class="poll-strip poll-strip--folded" data-testid="poll-strip">
        <Check size={16} role="img" aria-label={t("poll_voted")} />
        <span class="poll-strip-question" dir="auto">
          {poll.question}
        </span>
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            unfolded.value = poll.id;
          }}
          data-testid="poll-unfold"
        >
          {t("poll_unfold")}
        </button>
        {putAway}
      </div>
    );
  return (
    <div class="poll-strip" data-testid="poll-strip">
      <PollCard key={poll.id} visit={visit} view={view} poll={poll}>
        {putAway}
      </PollCard>
    </div>
  );
}
