/* What each day was like, for operators: today so far, and the days before it, with what stands behind the numbers. */
import { useSignal } from "@preact/signals";
import { Download } from "lucide-preact";
import { lengthText } from "../../core/durations";
import { type TextKey, t } from "../../core/i18n";
import { countText, percentText } from "../../core/number_format";
import {
  type DailyReport,
  type DaySummary,
  dayPath,
  readDay,
  readDays,
  type Story,
  TODAY,
} from "../../core/stories";
import { momentText } from "../../core/time_format";
import { Bar } from "./bar";
import { Fact, Facts } from "./facts";
import { useLoaded } from "./loaded";
import { StoryList } from "./story_list";
import { Table } from "./table";

export function DailyPanel() {
  const day = useSignal(TODAY);
  const [days] = useLoaded(readDays);
  const [report] = useLoaded(() => readDay(day.value), day.value);
  const known = days.value.state === "there" ? days.value.value : [];
  const loaded = report.value;
  return (
    <div class="response" data-testid="daily-panel">
      <div class="board-head">
        <h2>{t("ops_daily")}</h2>
        <fieldset class="board-filters">
          <legend class="visually-hidden">{t("ops_filters")}</legend>
          <select
            class="input"
            aria-label={t("daily_day")}
            value={day.value}
            onChange={(event) => {
              day.value = event.currentTarget.value;
            }}
            data-testid="daily-day"
          >
            <option value={TODAY}>{t("daily_today")}</option>
            {known.map((each) => (
              <option key={each.day} value={each.day}>
                {dayLine(each)}
              </option>
            ))}
          </select>
          {loaded.state === "there" && (
            <a class="button button--small" href={dayPath(day.value, "csv")} download data-testid="daily-csv">
              <Download size={16} aria-hidden="true" />
              CSV
            </a>
          )}
        </fieldset>
      </div>
      {loaded.state === "loading" && <p role="status">{t("loading")}</p>}
      {loaded.state === "refused" && (
        <p class="hint" role="status" data-testid="daily-none">
          {day.value === TODAY ? t("daily_no_plan") : loaded.text}
        </p>
      )}
      {loaded.state === "there" && <Day report={loaded.value} />}
    </div>
  );
}

/** A day with incidents says so where it is chosen. */
function dayLine({ day, incidents }: DaySummary): string {
  return incidents === 0 ? day : t("daily_with_incidents", { day, count: incidents });
}

function Day({ report }: { report: DailyReport }) {
  const { numbers, incidents, overdue, broken, waived_sample } = report;
  const { within_target, covered, promises, gap_minutes } = numbers;
  return (
    <>
      <p class="hint">{t("daily_period", { from: momentText(report.start), to: momentText(report.end) })}</p>
      <Facts>
        <Fact label={t("daily_opened")} value={countText(numbers.opened)} />
        <Fact label={t("response_within")} value={share(within_target.share)} />
        <Fact label={t("response_typical")} value={lengthText(covered.p50)} />
        <Fact label={t("response_slow")} value={lengthText(covered.p90)} />
        <Fact
          label={t("response_incidents")}
          value={countText(incidents.length)}
          danger={incidents.length > 0}
        />
        <Fact label={t("daily_late")} value={countText(overdue.length)} danger={overdue.length > 0} />
        <Fact label={t("daily_kept")} value={countText(promises.kept)} />
        <Fact label={t("daily_broken")} value={countText(promises.broken)} danger={promises.broken > 0} />
        <Fact label={t("response_gaps")} value={lengthText(gap_minutes * 60)} danger={gap_minutes > 0} />
      </Facts>
      <Part
        title="response_incidents"
        hint="daily_incidents_hint"
        stories={incidents}
        testId="daily-incidents"
      />
      <Part title="daily_late" hint="daily_overdue_hint" stories={overdue} testId="daily-overdue" />
      <Part title="daily_broken" hint="daily_broken_hint" stories={broken} testId="daily-broken" />
      <Part title="response_sample" hint="daily_sample_hint" stories={waived_sample} testId="daily-sample" />
      <DayLoad report={report} />
    </>
  );
}

interface PartProps {
  title: TextKey;
  hint: TextKey;
  stories: readonly Story[];
  testId: string;
}

function Part({ title, hint, stories, testId }: PartProps) {
  return (
    <section class="ops-section">
      <h3>{t(title)}</h3>
      <p class="hint">{t(hint)}</p>
      <StoryList stories={stories} testId={testId} />
    </section>
  );
}

function DayLoad({ report }: { report: DailyReport }) {
  const people = Object.entries(report.numbers.load.responses).toSorted(([, one], [, other]) => other - one);
  const most = Math.max(1, ...people.map(([, answers]) => answers));
  return (
    <Table
      title={t("response_load")}
      columns={["response_person", "response_answers"]}
      testId="daily-load"
      note={people.length === 0 ? t("response_nobody") : null}
    >
      {people.map(([person, answers]) => (
        <tr key={person}>
          <th scope="row">{report.names[person] ?? t("ops_somebody")}</th>
          <td>
            {countText(answers)} <Bar share={answers / most} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : percentText(value);
}
