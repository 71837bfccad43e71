/*
 * What stands behind a number, and the report of a day, as the HTTP API tells them (`server/duty/stories.py`,
 * `server/duty/daily_reports.py`). Times are UTC seconds.
 */
import { callApi } from "./api";
import { type Asked, metricsQuery, type Spread, type WithinTarget } from "./metrics";
import type { ObligationClass } from "./wire.gen";

export interface Telling {
  readonly at: number;
  /** Empty: the webhooks of the space. */
  readonly name: string;
  readonly level: number;
}

export interface Story {
  readonly room: string;
  readonly room_title: string;
  readonly obligation: number;
  readonly cycle: number;
  readonly class: ObligationClass;
  readonly excerpt: string;
  readonly asker_name: string;
  readonly opened_at: number;
  readonly target: number | null;
  readonly breached_at: number | null;
  readonly level: number;
  readonly owner_name: string;
  readonly told: readonly Telling[];
  readonly answered_by: string;
  readonly answered_at: number | null;
  readonly resolved_at: number | null;
  readonly ended_at: number | null;
  readonly reason: string;
  readonly promised_by: string;
  readonly promise_due: number | null;
}

/** Which numbers have a list behind them (`community/metrics/lists.py`). */
export type Listed =
  | "incidents"
  | "open"
  | "never_answered"
  | "waived_sample"
  | "met"
  | "breached"
  | "overdue"
  | "pending"
  | "solved_unanswered"
  | "withdrawn"
  | "removed"
  | "waived"
  | "moved"
  | "promises_open"
  | "promises_due"
  | "promises_kept"
  | "promises_broken";

export interface DailyReport {
  readonly day: string;
  readonly start: number;
  readonly end: number;
  readonly made_at: number;
  readonly numbers: {
    readonly opened: number;
    readonly covered: Spread;
    readonly wall: Spread;
    readonly within_target: WithinTarget;
    readonly promises: {
      readonly kept: number;
      readonly broken: number;
      readonly running: number;
      readonly due: number;
    };
    readonly load: { readonly responses: Readonly<Record<string, number>>; readonly gini: number | null };
    readonly gap_minutes: number;
  };
  readonly incidents: readonly Story[];
  readonly overdue: readonly Story[];
  readonly broken: readonly Story[];
  readonly waived_sample: readonly Story[];
  readonly names: Readonly<Record<string, string>>;
}

export interface DaySummary {
  readonly day: string;
  readonly incidents: number;
  readonly overdue: number;
  readonly share: number | null;
}

/** Of the day that is not over. */
export const TODAY = "today";

/** All of these reject with SignedOut or ApiRefused. `person`: of promises, only theirs. */
export function readList(asked: Asked, what: Listed, person: string | null): Promise<readonly Story[]> {
  const query = metricsQuery(asked);
  query.set("list", what);
  if (person !== null) query.set("person", person);
  return callApi("GET", `/api/duty/metrics/list?${query}`);
}

export const readDays = () => callApi<readonly DaySummary[]>("GET", "/api/duty/daily");
export const readDay = (day: string) => callApi<DailyReport>("GET", dayPath(day));
export const dayPath = (day: string, format: "json" | "csv" = "json") =>
  `/api/duty/daily/${day}${format === "csv" ? ".csv" : ""}`;
