/* Earlier answers to a question that waits, looked for when its asker opens the fold: one of them may solve it. */
import { useSignal } from "@preact/signals";
import { t } from "../../core/i18n";
import { Disconnected, Refused } from "../../core/socket";
import type { Visit } from "../../core/visit";
import type { FoundAnswer, ObligationView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { ask } from "../ask";
import { FoundAnswers } from "./found_answers";

const SHORTEST = 2;

export function EarlierAnswers({ visit, item }: { visit: Visit; item: ObligationView }) {
  const found = useSignal<readonly FoundAnswer[] | null>(null);
  const look = async () => {
    try {
      found.value = await visit.session.findAnswers(item.excerpt);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
      found.value = [];
    }
  };
  const take = async () => {
    const done = await ask(visit.session, { t: "mark_solved", id: item.id, how: "memory" });
    if (done) notify(t("found_solved"));
  };
  if (item.excerpt.length < SHORTEST) return null;
  return (
    <details
      class="fold"
      onToggle={(event) => {
        if (event.currentTarget.open && found.value === null) void look();
      }}
      data-testid="earlier-answers"
    >
      <summary>{t("waiting_memory")}</summary>
      {found.value?.length === 0 && <p class="hint">{t("waiting_memory_none")}</p>}
      <FoundAnswers answers={found.value ?? []} onTake={() => void take()} />
    </details>
  );
}
