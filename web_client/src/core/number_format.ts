/* Numbers in the reader's language. */
import { locale } from "./i18n";

export function countText(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** Of 1: a half is 50 %, written as the language writes it. */
export function percentText(share: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent" }).format(share);
}
