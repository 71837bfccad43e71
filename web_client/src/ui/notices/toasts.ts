/* Each new notice is said once, wherever its reader is: on the page, and on the desktop while nobody looks at the page. */
import { useEffect } from "preact/hooks";
import { desktopNotices } from "../../core/preferences";
import type { Notice } from "../../core/wire.gen";
import { client } from "../../page";
import { notify } from "../announcer";
import { noticeLine, noticeTitle } from "./notice_text";

export function useNoticeToasts(): void {
  useEffect(() => client.notices.listen(tell), []);
}

function tell(notice: Notice): void {
  notify(noticeLine(notice));
  if (!desktopNotices.value || document.visibilityState === "visible") return;
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  showOnDesktop(notice);
}

/** The same tag as a push of it has: whichever comes second replaces the first. */
function showOnDesktop(notice: Notice): void {
  try {
    const shown = new Notification(noticeTitle(notice), { body: notice.excerpt, tag: `notice-${notice.id}` });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Phones show notifications from a service worker only: there it is the push that tells.
  }
}
