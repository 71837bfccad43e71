/* A table of numbers under a name. */
import type { ComponentChildren } from "preact";
import { type TextKey, t } from "../../core/i18n";

interface TableProps {
  title: string;
  columns: readonly TextKey[];
  note?: string | null;
  testId: string;
  /** On a phone its rows are cards: it has too many columns. Its cells name theirs. */
  stacked?: boolean;
  children: ComponentChildren;
}

export function Table({ title, columns, note = null, testId, stacked = false, children }: TableProps) {
  return (
    <section class="ops-section response-table">
      <table class={stacked ? "stacked" : undefined} data-testid={testId}>
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {note !== null && <p class="hint">{note}</p>}
    </section>
  );
}
