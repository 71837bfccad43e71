/* Lengths of time in words, and the ones that staff choose from. */
import { locale, t } from "./i18n";
import { countText } from "./number_format";

/** For how long somebody is muted or kept out. Null: until staff end it. */
export const DURATIONS: readonly (number | null)[] = [60, 600, 3_600, 86_400, 604_800, null];

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "10 minutes": in the largest unit that divides it. */
export function durationText(seconds: number | null): string {
  if (seconds === null) return t("duration_open");
  const [unit, length] = UNITS.find(([, each]) => seconds % each === 0 && seconds >= each) ?? ["second", 1];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(
    seconds / length,
  );
}

export function sizeText(bytes: number): string {
  const [unit, size] =
    bytes < 1024 * 1024
      ? (["kilobyte", Math.max(bytes / 1024, 0.1)] as const)
      : (["megabyte", bytes / 1024 / 1024] as const);
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(size);
}

/** "4 minutes", rounded up to what one would say. */
export function aboutText(seconds: number): string {
  const [unit, length] = seconds <= 5400 ? (["minute", 60] as const) : (["hour", 3_600] as const);
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(
    Math.max(1, Math.ceil(seconds / length)),
  );
}

/** Of a wait that may not be known, or none. */
export function lengthText(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds <= 0 ? countText(0) : aboutText(seconds);
}
