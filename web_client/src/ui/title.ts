/* The tab's title: where one is, and how much is unread, notices among it. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { client } from "../page";

export function useTitle(place: string, unread = 0): void {
  const product = t("product");
  const name = place === product ? product : `${place} · ${product}`;
  const count = unread + client.notices.unseen.value;
  const title = count > 0 ? `(${count}) ${name}` : name;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
