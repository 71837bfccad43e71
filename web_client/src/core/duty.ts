/* Who answers in a room now, or from when on somebody does, in words; and what the server says of all rooms. */
import { callApi } from "./api";
import { t } from "./i18n";
import { comingText } from "./time_format";
import type { DutyNow } from "./wire.gen";

type OnDuty = Pick<DutyNow, "primary_name" | "covered" | "until" | "opens_at">;

/** Null where nothing is known: there is no roster. `now` is UTC seconds. */
export function dutyText(duty: OnDuty | null, now: number): string | null {
  if (duty === null) return null;
  const { primary_name: name, covered, until, opens_at } = duty;
  if (name !== "")
    return until === null
      ? t("duty_now", { name })
      : t("duty_now_until", { name, time: comingText(until, now) });
  const next = covered ? until : (opens_at ?? until);
  if (next !== null) return t("duty_from", { time: comingText(next, now) });
  return covered ? t("duty_nobody") : null;
}

export interface RoomDuty {
  readonly room: string;
  readonly title: string;
  readonly primary_name: string;
  readonly secondary_name: string;
  readonly covered: boolean;
  readonly until: number | null;
  readonly opens_at: number | null;
}

/** All rooms of the space. Rejects with SignedOut or ApiRefused. */
export const readDutyNow = () => callApi<readonly RoomDuty[]>("GET", "/api/duty/now");

/** When one of these changes by itself: the first edge after `now`, UTC seconds. */
export function nextEdge(duties: readonly RoomDuty[], now: number): number | null {
  const edges = duties.flatMap(({ until, opens_at }) => [until, opens_at]);
  const coming = edges.filter((edge) => edge !== null && edge > now) as number[];
  return coming.length === 0 ? null : Math.min(...coming);
}
