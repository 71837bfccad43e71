/* Words for why a device button does nothing now. */
import { type TextKey, t } from "../core/i18n";
import { type Barrier, barrierTo } from "../core/publishing";
import type { Visit } from "../core/visit";
import type { Source } from "../core/wire.gen";

export function barrierNow(visit: Visit, source: Source): Barrier | null {
  const view = visit.view.value;
  if (view === null) return "seat";
  return barrierTo(view, { id: visit.me.value, role: visit.role.value }, source);
}

export function barrierText(barrier: Barrier, source: Source): string {
  return barrier === "muted" && source !== "mic" ? t("camera_barred_muted") : t(REASONS[barrier]);
}

const REASONS: Readonly<Record<Barrier, TextKey>> = {
  seat: "barrier_seat",
  muted: "barrier_muted",
  quiet: "barrier_quiet",
};
