/* The tab's title: where one is, and how much is unread. */
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";

export function useTitle(place: string, unread = 0): void {
  const product = t("product");
  const name = place === product ? product : `${place} · ${product}`;
  const title = unread > 0 ? `(${unread}) ${name}` : name;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
