/* How fast answers come, as the HTTP API tells it (`community/metrics/report.py`). Durations are seconds. */
import { callApi } from "./api";

/** Null: not so many have had it that this could be known. */
export interface Spread {
  readonly count: number;
  readonly happened: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
}

export interface WithinTarget {
  readonly share: number | null;
  readonly waived_share: number | null;
  readonly met: number;
  readonly breached: number;
  readonly overdue: number;
  readonly pending: number;
  readonly solved_unanswered: number;
  readonly withdrawn: number;
  readonly removed: number;
  readonly waived: number;
  readonly moved: number;
}

export interface Responses {
  readonly covered: Spread;
  readonly wall: Spread;
  readonly within_target: WithinTarget;
}

export interface Report {
  readonly first: Responses;
  readonly by_class: Readonly<Record<string, Responses>>;
  readonly by_zone: Readonly<Record<string, Responses>>;
  readonly by_hour: Readonly<Record<string, Responses>>;
  readonly next: Responses;
  readonly resolution: Spread;
  readonly bot: Spread;
  readonly backlog: {
    readonly count: number;
    readonly oldest: number | null;
    readonly p50: number | null;
    readonly p90: number | null;
    readonly by_owner: Readonly<Record<string, number>>;
  };
  readonly never_answered: readonly (readonly [id: string, cycle: number])[];
  readonly incidents: readonly (readonly [id: string, cycle: number])[];
  /** What was waived and should be looked at again; for operators. */
  readonly waived_sample: readonly (readonly [id: string, cycle: number])[];
  readonly resolved: {
    readonly count: number;
    readonly bot_share: number | null;
    readonly peer_share: number | null;
    readonly reopen_rate: number | null;
  };
  readonly load: { readonly responses: Readonly<Record<string, number>>; readonly gini: number | null };
  readonly promises: {
    readonly made: number;
    readonly kept: number;
    readonly broken: number;
    readonly running: number;
    readonly broken_by: Readonly<Record<string, number>>;
    readonly due: number;
    readonly by_person: Readonly<
      Record<
        string,
        { readonly open: number; readonly due: number; readonly kept: number; readonly broken: number }
      >
    >;
  };
  readonly paused_minutes: Readonly<Record<string, number>>;
  readonly gap_minutes: number;
  /** Of what staff posted, how much no learner replied to within a day. */
  readonly bulletin: { readonly posts: number; readonly unreplied: number; readonly ratio: number | null };
  /** Of whom these numbers name, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** Moments with their offset; `to` is not part of it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export interface Asked extends Period {
  readonly room: string | null;
}

export function metricsPath(format: "json" | "csv", asked: Asked): string {
  return `/api/duty/metrics${format === "csv" ? ".csv" : ""}?${metricsQuery(asked)}`;
}

export function metricsQuery({ from, to, room }: Asked): URLSearchParams {
  return new URLSearchParams({ from, to, ...(room === null ? {} : { room }) });
}

/** Rejects with SignedOut or ApiRefused. */
export function readMetrics(asked: Asked): Promise<Report> {
  return callApi("GET", metricsPath("json", asked));
}

/** The last so many days where the reader is, today among them: their date may not be that of the space's calendar. */
export function lastDays(days: number, now: Date): Period {
  return { from: midnight(now, 1 - days).toISOString(), to: midnight(now, 1).toISOString() };
}

function midnight(now: Date, offset: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset);
}

export function dayText(now: Date, offset = 0): string {
  const day = midnight(now, offset);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
