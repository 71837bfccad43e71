/* The board: everything of all rooms that waits, what is due next on top, and what was resolved lately. */
import { PartyPopper } from "lucide-preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { EVERYTHING } from "../../core/board";
import { t, tn } from "../../core/i18n";
import { isOverdue } from "../../core/obligations";
import { client } from "../../page";
import { MessageCard } from "../card";
import { BoardFilters } from "./board_filters";
import { useBoardKeys } from "./board_keys";
import { BoardNews } from "./board_news";
import { BoardState } from "./board_state";
import { BoardTable } from "./board_table";
import { ResolvedTable } from "./resolved_table";

export function BoardPanel() {
  const state = useMemo(() => new BoardState(client), []);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => client.desk.watch(), []);
  useBoardKeys(place);
  if (client.desk.board.value === null) return <BoardSkeleton />;
  const count = state.waiting.value.length;
  const overdue = state.waiting.value.filter(({ obligation }) => isOverdue(obligation, client.clock.read()));
  return (
    <div ref={place} class="board" data-testid="board">
      <BoardNews count={count} overdue={overdue.length} />
      <div class="board-head">
        <h2>
          {tn("ops_waiting", count)}{" "}
          {overdue.length > 0 && (
            <span class="pill pill--danger">{t("ops_overdue", { count: overdue.length })}</span>
          )}
        </h2>
        {count > 0 && <BoardFilters state={state} />}
      </div>
      <Waiting state={state} />
      {state.resolved.value.length > 0 && (
        <details class="fold board-resolved" data-testid="board-resolved">
          <summary>{tn("ops_resolved", state.resolved.value.length)}</summary>
          <ResolvedTable items={state.resolved.value} />
        </details>
      )}
      <p class="hint board-keys">{t("ops_keys")}</p>
    </div>
  );
}

function Waiting({ state }: { state: BoardState }) {
  if (state.shown.value.length > 0) return <BoardTable state={state} />;
  if (state.waiting.value.length === 0)
    return (
      <MessageCard
        icon={PartyPopper}
        title={t("ops_empty_title")}
        text={t("ops_empty_text")}
        testId="board-empty"
      />
    );
  return (
    <p role="status" class="board-none">
      {t("ops_no_match")}{" "}
      <button type="button" class="button button--small" onClick={() => state.change(EVERYTHING)}>
        {t("ops_clear")}
      </button>
    </p>
  );
}

function BoardSkeleton() {
  return (
    <div class="board board--skeleton" role="status" aria-label={t("loading")}>
      {[1, 2, 3].map((each) => (
        <span class="skeleton" key={each} />
      ))}
    </div>
  );
}
