/* What is owed for a message or a question, at a glance, for staff: how long it waits, what is due, who has it. */
import { t } from "../../core/i18n";
import { isOpen, type Standing, standingOf, waitsSince } from "../../core/obligations";
import type { ServerClock } from "../../core/server_clock";
import { lastedText } from "../../core/time_format";
import type { ObligationView } from "../../core/wire.gen";
import { useSeconds } from "../clock";
import { handedText } from "./actions";

interface Props {
  clock: ServerClock;
  item: ObligationView;
  me: string;
}

export function ObligationMark({ clock, item, me }: Props) {
  const now = useSeconds(clock);
  const standing = standingOf(item, now);
  return (
    <span
      class="owed"
      data-testid="obligation-mark"
      data-obligation={item.id}
      data-standing={standing}
      data-owner={item.owner}
    >
      <span class={`pill ${PILLS[standing]}`} title={item.reason || undefined}>
        {standingText(item, standing, now)}
      </span>
      {isOpen(item) && item.owner !== "" && (
        <span class="pill pill--ok">
          {handedText(item, me) ??
            (item.owner === me ? t("owed_claimed_you") : t("owed_claimed", { name: item.owner_name }))}
        </span>
      )}
      {isOpen(item) && item.peer !== "" && <span class="pill">{t("owed_peer")}</span>}
    </span>
  );
}

const PILLS: Readonly<Record<Standing, string>> = {
  overdue: "pill--danger",
  paused: "",
  seen: "",
  waiting: "pill--warn",
  over: "pill--ok",
};

function standingText(item: ObligationView, standing: Standing, now: number): string {
  switch (standing) {
    case "overdue":
      return t("owed_overdue", { time: lastedText(now - (item.due_at ?? now)) });
    case "paused":
      return t(item.paused_for === "exam" ? "owed_exam" : "owed_asked_back");
    case "seen":
      return t("owed_seen");
    case "waiting":
      return t("owed_waits", { time: lastedText(now - waitsSince(item)) });
    case "over":
      return overText(item);
  }
}

export function overText({ state, breached_at }: ObligationView): string {
  if (state === "open" || state === "acked") return "";
  return state === "answered" && breached_at !== null ? t("owed_late") : t(`owed_state_${state}`);
}
