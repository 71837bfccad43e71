/* A level bar. Updated ten times a second, so it touches one style and nothing else. */
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../core/i18n";
import { meterFraction } from "../core/levels";

export function Meter({ level }: { level: ReadonlySignal<number> | null }) {
  const percent = Math.round(meterFraction(level?.value ?? 0) * 100);
  return (
    <div
      class="meter"
      role="meter"
      aria-label={t("meter_label")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-testid="mic-meter"
    >
      <div class="meter-bar" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
