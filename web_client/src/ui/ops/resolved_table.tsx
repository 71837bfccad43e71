/* What is over, lately: how it ended, and whether it was in time. */
import { type BoardItems, keyOf } from "../../core/board";
import { t } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { overText } from "../obligations/mark";

export function ResolvedTable({ items }: { items: BoardItems }) {
  return (
    <table class="board-table" data-testid="resolved-table">
      <caption class="visually-hidden">{t("ops_outcome")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("ops_what")}</th>
          <th scope="col">{t("ops_room")}</th>
          <th scope="col">{t("ops_asker")}</th>
          <th scope="col">{t("ops_resolved_at")}</th>
          <th scope="col">{t("ops_outcome")}</th>
        </tr>
      </thead>
      <tbody class="board-item">
        {items.map((item) => {
          const { obligation } = item;
          return (
            <tr key={keyOf(item)} data-testid="resolved-row" data-obligation={obligation.id}>
              <td class="board-what">
                <span class="pill">{t(`class_${obligation.class_}`)}</span>{" "}
                <span dir="auto">{obligation.excerpt}</span>
              </td>
              <td class="board-name" data-label={t("ops_room")}>
                {titleText(item.room_title)}
              </td>
              <td class="board-name" data-label={t("ops_asker")}>
                {obligation.asker_name || t("ops_anonymous")}
              </td>
              <td data-label={t("ops_resolved_at")}>
                {obligation.resolved_at === null ? "–" : momentText(obligation.resolved_at)}
              </td>
              <td data-label={t("ops_outcome")}>
                {overText(obligation)}
                {obligation.reason !== "" && <q dir="auto">{obligation.reason}</q>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
