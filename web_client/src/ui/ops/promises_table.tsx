/* What staff promised to come back to, by person: what runs, what is due soon, what was kept, and what was not. */
import { t } from "../../core/i18n";
import type { Report } from "../../core/metrics";
import { countText } from "../../core/number_format";
import type { OpenList } from "./behind";
import { Table } from "./table";

const STANDINGS = ["open", "due", "kept", "broken"] as const;

export function PromisesTable({ report, onOpen }: { report: Report; onOpen: OpenList }) {
  const people = Object.entries(report.promises.by_person);
  return (
    <Table
      title={t("promises_title")}
      columns={["response_person", "promises_open", "promises_due", "promises_kept", "promises_broken"]}
      testId="response-promises"
      note={people.length === 0 ? t("promises_none") : null}
    >
      {people.map(([person, counts]) => {
        const name = report.names[person] ?? t("ops_somebody");
        return (
          <tr key={person}>
            <th scope="row">{name}</th>
            {STANDINGS.map((standing) => {
              const title = `${name}: ${t(`promises_${standing}`)}`;
              return (
                <td key={standing}>
                  {counts[standing] === 0 ? (
                    countText(0)
                  ) : (
                    <button
                      type="button"
                      class="number-button"
                      aria-label={`${title}: ${counts[standing]}`}
                      onClick={() => onOpen(`promises_${standing}`, title, person)}
                      data-testid={`promises-${standing}`}
                    >
                      {countText(counts[standing])}
                    </button>
                  )}
                </td>
              );
            })}
          </tr>
        );
      })}
    </Table>
  );
}
