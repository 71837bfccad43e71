/* The tab's title: where one is, how much is unread, notices among it, and that something rang while nobody looked. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { client } from "../page";
import { isRinging } from "./notices/ringing";

export function useTitle(place: string, unread = 0): void {
  const product = t("product");
  const name = place === product ? product : `${place} · ${product}`;
  const count = unread + client.notices.unseen.value;
  const counted = count > 0 ? `(${count}) ${name}` : name;
  const title = isRinging.value ? t("notice_flash", { title: counted }) : counted;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
