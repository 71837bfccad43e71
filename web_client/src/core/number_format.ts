/* Numbers in the reader's language. */
import { locale } from "./i18n";

export function countText(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

export function millisecondsText(milliseconds: number): string {
  return unitText(milliseconds, "millisecond");
}

export function secondsText(seconds: number): string {
  return unitText(seconds, "second", 1);
}

/** Of bits per second. */
export function kilobitsText(bitrate: number): string {
  return unitText(bitrate / 1_000, "kilobit-per-second");
}

function unitText(value: number, unit: string, digits = 0): string {
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: digits }).format(
    value,
  );
}

/** Of 1: a half is 50 %, written as the language writes it. */
export function percentText(share: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent" }).format(share);
}
