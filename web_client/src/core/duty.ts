/* Who answers in a room now, or from when on somebody does, in words. */
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
