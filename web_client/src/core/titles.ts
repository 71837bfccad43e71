/* Titles are data, as operators wrote them; only those of the ready-made space are known in both languages, and are
   shown in the reader's. */
import titles from "../../../server/catalogue/titles.json";
import { language } from "./i18n";

const READY_MADE = Object.values(titles);

/** The title of a room or space as its reader sees it. */
export function titleText(title: string): string {
  const ready = READY_MADE.find(({ en, zh }) => title === en || title === zh);
  return ready === undefined ? title : ready[language.value];
}
