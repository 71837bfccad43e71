/* Above the field: why one cannot write, or how often one can. */
import { Hourglass, MessageSquareOff } from "lucide-preact";
import { durationText } from "../core/durations";
import { t } from "../core/i18n";
import { isStaff } from "../core/rules";
import { momentText } from "../core/time_format";
import type { Visit } from "../core/visit";
import type { MuteView } from "../core/wire.gen";
import { AppealButton } from "./report_dialog";
import type { RoomUi } from "./room_ui";

export function ComposerNotice({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const moderation = visit.session.state.value.view?.moderation;
  if (moderation === undefined) return null;
  const mute = moderation.own.mutes.find(({ scope }) => scope === "text");
  const slow = moderation.door.slow_seconds;
  if (mute !== undefined) return <MutedNotice visit={visit} ui={ui} mute={mute} />;
  if (slow === 0 || isStaff(visit.role.value)) return null;
  return (
    <p class="composer-notice" data-testid="slow-mode-notice">
      <Hourglass size={16} aria-hidden="true" />
      {t("slow_mode_notice", { time: durationText(slow) })}
    </p>
  );
}

function MutedNotice({ visit, ui, mute }: { visit: Visit; ui: RoomUi; mute: MuteView }) {
  const { until, reason, rule, inherited } = mute;
  return (
    <div class="composer-notice composer-notice--muted" role="status" data-testid="muted-notice">
      <MessageSquareOff size={16} aria-hidden="true" />
      <span>
        {until === null ? t("muted_text") : t("muted_text_until", { time: momentText(until) })}{" "}
        {reason !== "" && t("sanction_reason", { reason })}
        {reason === "" && rule !== null && t("held_by_rule", { rule })} {inherited && t("muted_inherited")}
      </span>
      {!inherited && (
        <AppealButton
          visit={visit}
          ui={ui}
          subject={{ kind: "member", member: visit.me.value, number: null }}
        />
      )}
    </div>
  );
}
