/* How fast answers come: how many in time, how long people wait, what is left, and who answers. Numbers in tables, with
   bars beside them for who looks. */
import { useSignal } from "@preact/signals";
import { Download } from "lucide-preact";
import { lengthText } from "../../core/durations";
import { type TextKey, t } from "../../core/i18n";
import {
  type Asked,
  lastDays,
  metricsPath,
  type Report,
  type Responses,
  readMetrics,
} from "../../core/metrics";
import { countText, percentText } from "../../core/number_format";
import type { Listed } from "../../core/stories";
import { titleText } from "../../core/titles";
import { OBLIGATION_CLASSES } from "../../core/wire.gen";
import { client } from "../../page";
import { Bar } from "./bar";
import { type Behind, BehindDialog, type OpenList } from "./behind";
import { Fact, Facts } from "./facts";
import { useLoaded } from "./loaded";
import { PromisesTable } from "./promises_table";
import { Table } from "./table";

const PERIODS = [1, 7, 30, 90];

export function ResponsePanel() {
  const days = useSignal(7);
  const room = useSignal("");
  const behind = useSignal<Behind | null>(null);
  const asked: Asked = { ...lastDays(days.value, new Date()), room: room.value || null };
  const [report] = useLoaded(() => readMetrics(asked), `${days.value} ${room.value}`);
  return (
    <div class="response" data-testid="response-panel">
      <div class="board-head">
        <h2>{t("ops_response")}</h2>
        <fieldset class="board-filters">
          <legend class="visually-hidden">{t("ops_filters")}</legend>
          <select
            class="input"
            aria-label={t("response_period")}
            value={String(days.value)}
            onChange={(event) => {
              days.value = Number(event.currentTarget.value);
            }}
            data-testid="response-period"
          >
            {PERIODS.map((each) => (
              <option key={each} value={String(each)}>
                {t(`response_days_${each}` as TextKey)}
              </option>
            ))}
          </select>
          <select
            class="input"
            aria-label={t("ops_room")}
            value={room.value}
            onChange={(event) => {
              room.value = event.currentTarget.value;
            }}
            data-testid="response-room"
          >
            <option value="">{t("ops_all_rooms")}</option>
            {(client.lobby.value ?? []).map(({ id, title }) => (
              <option key={id} value={id}>
                {titleText(title)}
              </option>
            ))}
          </select>
          <a
            class="button button--small"
            href={metricsPath("csv", asked)}
            download
            data-testid="response-csv"
          >
            <Download size={16} aria-hidden="true" />
            CSV
          </a>
        </fieldset>
      </div>
      {report.value.state === "loading" && <p role="status">{t("loading")}</p>}
      {report.value.state === "refused" && (
        <p class="field-error" role="alert">
          {report.value.text}
        </p>
      )}
      {report.value.state === "there" && (
        <Numbers
          report={report.value.value}
          onOpen={(what, title, person) => {
            behind.value = { what, title, person: person ?? null };
          }}
        />
      )}
      {behind.value !== null && (
        <BehindDialog
          behind={behind.value}
          asked={asked}
          onClose={() => {
            behind.value = null;
          }}
        />
      )}
    </div>
  );
}

function Numbers({ report, onOpen }: { report: Report; onOpen: OpenList }) {
  const { first, backlog, never_answered, incidents, waived_sample, resolved, gap_minutes } = report;
  const opens = (what: Listed, label: string, count: number) =>
    count === 0 ? undefined : () => onOpen(what, label);
  return (
    <>
      <Facts>
        <Fact label={t("response_within")} value={share(first.within_target.share)} />
        <Fact label={t("response_typical")} value={lengthText(first.covered.p50)} />
        <Fact label={t("response_slow")} value={lengthText(first.covered.p90)} />
        <Fact
          label={t("response_backlog")}
          value={countText(backlog.count)}
          onOpen={opens("open", t("response_backlog"), backlog.count)}
          testId="fact-open"
        />
        <Fact label={t("response_oldest")} value={lengthText(backlog.oldest)} />
        <Fact
          label={t("response_never")}
          value={countText(never_answered.length)}
          danger={never_answered.length > 0}
          onOpen={opens("never_answered", t("response_never"), never_answered.length)}
          testId="fact-never"
        />
        <Fact
          label={t("response_incidents")}
          value={countText(incidents.length)}
          danger={incidents.length > 0}
          onOpen={opens("incidents", t("response_incidents"), incidents.length)}
          testId="fact-incidents"
        />
        {client.session.value?.role === "operator" && (
          <Fact
            label={t("response_sample")}
            value={countText(waived_sample.length)}
            onOpen={opens("waived_sample", t("response_sample"), waived_sample.length)}
            testId="fact-sample"
          />
        )}
        <Fact label={t("response_reopened")} value={share(resolved.reopen_rate)} />
        <Fact label={t("response_by_bot")} value={share(resolved.bot_share)} />
        <Fact label={t("response_by_peers")} value={share(resolved.peer_share)} />
        <Fact label={t("response_bulletin")} value={share(report.bulletin.ratio)} />
        <Fact label={t("response_gaps")} value={lengthText(gap_minutes * 60)} danger={gap_minutes > 0} />
      </Facts>
      <p class="hint">{t("response_hint")}</p>
      <ByClass report={report} />
      <Beside report={report} onOpen={onOpen} />
      <PromisesTable report={report} onOpen={onOpen} />
      <Load report={report} />
    </>
  );
}

function ByClass({ report }: { report: Report }) {
  const classes = OBLIGATION_CLASSES.flatMap((each) => {
    const responses = report.by_class[each];
    return responses === undefined ? [] : [[each, responses] as const];
  });
  const slowest = Math.max(1, ...classes.map(([, { covered }]) => covered.p90 ?? 0));
  return (
    <Table
      title={t("response_by_class")}
      columns={[
        "ops_what",
        "response_count",
        "response_within",
        "response_p50",
        "response_p90",
        "response_wall_p50",
        "response_wall_p90",
      ]}
      testId="response-classes"
      stacked
    >
      {classes.map(([each, responses]) => (
        <ResponsesRow key={each} name={t(`class_${each}`)} responses={responses} slowest={slowest} />
      ))}
      <ResponsesRow name={t("response_all")} responses={report.first} slowest={slowest} />
    </Table>
  );
}

interface RowProps {
  name: string;
  responses: Responses;
  slowest: number;
}

function ResponsesRow({ name, responses: { covered, wall, within_target }, slowest }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={t("response_count")}>{countText(covered.count)}</td>
      <td data-label={t("response_within")}>
        {share(within_target.share)} <Bar share={within_target.share ?? 0} />
      </td>
      <td data-label={t("response_p50")}>{lengthText(covered.p50)}</td>
      <td data-label={t("response_p90")}>
        {lengthText(covered.p90)} <Bar share={(covered.p90 ?? 0) / slowest} />
      </td>
      <td data-label={t("response_wall_p50")}>{lengthText(wall.p50)}</td>
      <td data-label={t("response_wall_p90")}>{lengthText(wall.p90)}</td>
    </tr>
  );
}

/** What is in no quotient, and why. */
function Beside({ report, onOpen }: { report: Report; onOpen: OpenList }) {
  const { met, breached, overdue, pending, solved_unanswered, withdrawn, removed, waived, moved } =
    report.first.within_target;
  const rows = { met, breached, overdue, pending, solved_unanswered, withdrawn, removed, waived, moved };
  const total = Math.max(1, ...Object.values(rows));
  return (
    <Table
      title={t("response_outcomes")}
      columns={["ops_outcome", "response_count"]}
      testId="response-outcomes"
    >
      {(Object.keys(rows) as (keyof typeof rows)[]).map((name) => (
        <tr key={name}>
          <th scope="row">{t(`response_${name}`)}</th>
          <td>
            {rows[name] === 0 ? (
              countText(0)
            ) : (
              <button
                type="button"
                class="number-button"
                aria-label={`${t(`response_${name}`)}: ${rows[name]}`}
                onClick={() => onOpen(name, t(`response_${name}`))}
                data-testid={`outcome-${name}`}
              >
                {countText(rows[name])}
              </button>
            )}{" "}
            <Bar share={rows[name] / total} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Load({ report }: { report: Report }) {
  const { responses, gini } = report.load;
  const people = Object.entries(responses).toSorted(([, one], [, other]) => other - one);
  const most = Math.max(1, ...people.map(([, answers]) => answers));
  const spread = gini === null ? null : t("response_gini", { gini: gini.toFixed(2) });
  return (
    <Table
      title={t("response_load")}
      columns={["response_person", "response_answers", "response_paused"]}
      testId="response-load"
      note={people.length === 0 ? t("response_nobody") : spread}
    >
      {people.map(([person, answers]) => (
        <tr key={person}>
          <th scope="row">{report.names[person] ?? t("ops_somebody")}</th>
          <td>
            {countText(answers)} <Bar share={answers / most} />
          </td>
          <td>{lengthText((report.paused_minutes[person] ?? 0) * 60)}</td>
        </tr>
      ))}
    </Table>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : percentText(value);
}
