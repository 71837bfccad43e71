/* A notice in words. */
import { t } from "../../core/i18n";
import { titleText } from "../../core/titles";
import type { Notice } from "../../core/wire.gen";

export function noticeTitle(notice: Notice): string {
  const room = titleText(notice.room_title);
  switch (notice.reason) {
    case "escalated":
      return t(`notice_level_${stageOf(notice.level)}`, { room });
    case "promise":
      return t("notice_promise", { room });
    case "held":
      return t("notice_held", { room });
    case "handed_over":
      return t("notice_handed_over", { room });
    case "gap":
      return t("notice_gap", { room });
    case "look_after":
      return t("notice_look_after", { room });
    case "daily":
      return t("notice_daily", { day: room });
    case "brief":
      return t("notice_brief", { room });
    case "peer_answered":
    case "responded":
    case "answered":
    case "mention":
    case "staff_mention":
    case "important":
      return t(`notice_${notice.reason}`, { room });
  }
}

function stageOf(level: number): "soon" | "over" | "long" | "incident" {
  if (level < 100) return "soon";
  if (level < 200) return "over";
  return level < 400 ? "long" : "incident";
}

/** For where there is one line. */
export function noticeLine(notice: Notice): string {
  const title = noticeTitle(notice);
  return notice.excerpt === "" ? title : `${title} ${notice.excerpt}`;
}
