/* The table of what waits; where there is little room every row is a card, and stays a row for who listens. Nothing moves under a
   pointer, or while somebody writes an answer. */
import { ArrowDownNarrowWide } from "lucide-preact";
import { keyOf } from "../../core/board";
import { type TextKey, t } from "../../core/i18n";
import { BoardRow } from "./board_row";
import type { BoardState } from "./board_state";

const COLUMNS: readonly TextKey[] = [
  "ops_what",
  "ops_room",
  "ops_asker",
  "ops_since",
  "ops_due",
  "ops_level",
  "ops_owner",
  "ops_actions",
];

export function BoardTable({ state }: { state: BoardState }) {
  return (
    <>
      {state.isUnsorted.value && (
        <button
          type="button"
          class="button button--small board-sort"
          onClick={() => state.sortAgain()}
          data-testid="board-sort"
        >
          <ArrowDownNarrowWide size={16} aria-hidden="true" />
          {t("ops_sort_again")}
        </button>
      )}
      <table
        class="board-table"
        onPointerEnter={(event) => event.pointerType === "mouse" && state.hold()}
        onPointerLeave={(event) => !event.currentTarget.contains(document.activeElement) && state.release()}
        onFocusIn={() => state.hold()}
        onFocusOut={(event) => !event.currentTarget.matches(":hover") && state.release()}
        data-testid="board-table"
      >
        <caption class="visually-hidden">{t("ops_table")}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        {state.shown.value.map((item) => (
          <BoardRow key={keyOf(item)} state={state} item={item} />
        ))}
      </table>
    </>
  );
}
