/* What was done to or for the reader themself, said once when it happens, wherever they look. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { AnyEvent } from "../core/wire.gen";
import { announceUrgently, notify } from "./announcer";
import { outcomeText } from "./people_panel";

export function useOwnNotices(visit: Visit): void {
  const { session } = visit;
  useEffect(
    () =>
      session.listen((event) => {
        const notice = ownNotice(event, visit.me.value);
        if (notice === null) return;
        notify(notice.text);
        if (notice.urgent) announceUrgently(notice.text);
      }),
    [session],
  );
}

interface OwnNotice {
  readonly text: string;
  /** It takes something away from them: read out at once. */
  readonly urgent: boolean;
}

/** Null for everything that does not concern `me`, and for what shows anyway. */
export function ownNotice(event: AnyEvent, me: string): OwnNotice | null {
  switch (event.t) {
    case "message_posted":
      return postedNotice(event, me);
    case "thread_moved":
      return event.author === me && event.by !== me
        ? { text: withReason(t("moved_yours"), event.reason), urgent: false }
        : null;
    case "member_muted":
    case "member_unmuted":
      return event.member === me ? muteNotice(event) : null;
    case "held_overdue":
      return event.author === me ? { text: t("held_long_own"), urgent: false } : null;
    case "question_overdue":
      return event.asker === me ? { text: t("held_long_own"), urgent: false } : null;
    case "held_dropped":
      return event.author === me
        ? { text: withReason(t("held_dropped_notice"), event.reason), urgent: false }
        : null;
    case "report_handled":
    case "appeal_decided":
      return event.author === me ? caseNotice(event) : null;
    default:
      return null;
  }
}

/** What staff tell all groups is said whole: who works in one looks at no chat. */
function postedNotice(event: Extract<AnyEvent, { t: "message_posted" }>, me: string): OwnNotice | null {
  if (event.author === me || event.hidden) return null;
  if (event.author_kind === "system" && event.important)
    return { text: t("told_you", { name: event.author_name, text: event.body }), urgent: true };
  return event.mentions.includes(me)
    ? { text: t("mentioned_you", { name: event.author_name }), urgent: false }
    : null;
}

function muteNotice(event: Extract<AnyEvent, { t: "member_muted" | "member_unmuted" }>): OwnNotice {
  const scopes = event.scopes.map((scope) => t(`scope_${scope}`)).join(t("list_separator"));
  if (event.t === "member_unmuted") return { text: t("you_are_unmuted", { scopes }), urgent: false };
  return { text: withReason(t("you_are_muted", { scopes }), event.reason), urgent: true };
}

function caseNotice(event: Extract<AnyEvent, { t: "report_handled" | "appeal_decided" }>): OwnNotice {
  const [kind, outcome] =
    event.t === "report_handled"
      ? [t("case_report"), outcomeText(event.verdict)]
      : [t("case_appeal"), outcomeText(event.granted ? "granted" : "refused")];
  return { text: withReason(t("case_decided", { kind, outcome }), event.note), urgent: false };
}

function withReason(text: string, reason: string): string {
  return reason === "" ? text : `${text} ${t("sanction_reason", { reason })}`;
}
