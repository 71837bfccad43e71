/* Each new notice is said once, wherever its reader is: on the page, and on the desktop while nobody looks at the page.
   Many at once are said as one. What does not ring waits in the list; what happens in the room that one looks at, the room
   shows itself. */
import { useEffect } from "preact/hooks";
import { tn } from "../../core/i18n";
import { desktopNotices } from "../../core/preferences";
import type { Notice } from "../../core/wire.gen";
import { client } from "../../page";
import { notify } from "../announcer";
import { noticeLine, noticeTitle } from "./notice_text";
import { ring } from "./ringing";

export function useNoticeToasts(): void {
  useEffect(() => client.notices.listen(tell), []);
}

function tell(all: readonly Notice[]): void {
  const fresh = all.filter((notice) => notice.rings && !showsItself(notice));
  const here = all.filter(showsItself);
  if (here.length > 0 && document.visibilityState === "visible") client.notices.see(here);
  if (all.some(({ rings }) => rings)) ring();
  const [only, ...others] = fresh;
  if (only === undefined) return;
  const many = others.length === 0 ? null : tn("notices_unseen", fresh.length);
  notify(many ?? noticeLine(only));
  if (!desktopNotices.value || document.visibilityState === "visible") return;
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  if (many === null) showOnDesktop(noticeTitle(only), only.excerpt, `notice-${only.id}`);
  else showOnDesktop(many, noticeLine(only), "notices");
}

/** An answer, a mention or a post of the room that this page is in. */
function showsItself(notice: Notice): boolean {
  return MEMBER_REASONS.has(notice.reason) && client.room.value?.room === notice.room;
}

const MEMBER_REASONS: ReadonlySet<Notice["reason"]> = new Set([
  "peer_answered",
  "responded",
  "answered",
  "mention",
  "staff_mention",
  "important",
]);

/** The same tag as a push of it has: whichever comes second replaces the first. */
function showOnDesktop(title: string, body: string, tag: string): void {
  try {
    const shown = new Notification(title, { body, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Phones show notifications from a service worker only: there it is the push that tells.
  }
}
