/* What concerns the reader alone is said at once: somebody mentioned them, staff muted them, a case of theirs was decided. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { AnyEvent, MuteScope } from "../core/wire.gen";
import { announceUrgently, notify } from "./announcer";

export function useRoomNotices(visit: Visit): void {
  const { session } = visit;
  useEffect(
    () =>
      session.listen((event) => {
        const text = noticeOf(event, visit.me.value);
        if (text === null) return;
        if (event.t === "member_muted") announceUrgently(text);
        notify(text);
      }),
    [session],
  );
}

function noticeOf(event: AnyEvent, me: string): string | null {
  switch (event.t) {
    case "message_posted":
      return mentions(event, me) ? t("mentioned_you", { name: event.author_name }) : null;
    case "member_muted":
      return event.member === me ? t("you_are_muted", { scopes: scopesText(event.scopes) }) : null;
    case "member_unmuted":
      return event.member === me ? t("you_are_unmuted", { scopes: scopesText(event.scopes) }) : null;
    default:
      return "author" in event && event.author === me ? caseNotice(event) : null;
  }
}

function mentions(event: Extract<AnyEvent, { t: "message_posted" }>, me: string): boolean {
  return event.author !== me && event.mentions.includes(me);
}

/** What became of something of one's own. */
function caseNotice(event: AnyEvent): string | null {
  switch (event.t) {
    case "held_dropped":
      return t("held_dropped_notice");
    case "report_handled":
      return decided("case_report", `outcome_${event.verdict}`);
    case "appeal_decided":
      return decided("case_appeal", event.granted ? "outcome_granted" : "outcome_refused");
    default:
      return null;
  }
}

type Outcome = "outcome_acted" | "outcome_dismissed" | "outcome_granted" | "outcome_refused";

function decided(kind: "case_report" | "case_appeal", outcome: Outcome): string {
  return t("case_decided", { kind: t(kind), outcome: t(outcome) });
}

function scopesText(scopes: readonly MuteScope[]): string {
  return scopes.map((scope) => t(`scope_${scope}`)).join(t("list_separator"));
}
