/*
 * Words for people, in two languages, from the catalogues that the server ships too. A key that does not exist is a
 * type error; `t` reads the language signal, so whatever rendered a text renders again when the language changes.
 */
import { signal } from "@preact/signals-core";
import errors from "../../../server/catalogue/errors.json";
import web from "../../../server/catalogue/web.json";
import type { RejectionCode } from "./wire.gen";
import { CloseCode, ErrorCode } from "./wire.gen";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

type WebKey = keyof typeof web;
type ErrorKey = keyof typeof errors;
export type TextKey = WebKey | ErrorKey;
/** Keys that come in two forms, `x_one` and `x_other`. */
export type CountKey = WebKey extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;

const texts: Record<TextKey, Record<Language, string>> = { ...web, ...errors };
const STORAGE_KEY = "studyhall.language";

function initialLanguage(): Language {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null");
    if (LANGUAGES.includes(stored)) return stored;
  } catch {
    // Nothing remembered: ask the browser.
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const language = signal<Language>(initialLanguage());

export function setLanguage(next: Language): void {
  language.value = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Not remembered, but switched.
  }
}

/** The BCP 47 tag for <html lang> and Intl: it chooses simplified glyphs. */
export function locale(): string {
  return language.value === "zh" ? "zh-CN" : "en";
}

export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return texts[key][language.value].replace(/\{(\w+)\}/g, (whole, name: string) =>
    isolated(String(values[name] ?? whole)),
  );
}

const DIRECTING = /[\u202a-\u202e\u2066-\u2069]/g;
const FROM_THE_RIGHT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Has a direction of its own and no say over the sentence that it stands in (Unicode UAX #9, isolates). */
function isolated(value: string): string {
  const words = value.replace(DIRECTING, "");
  return FROM_THE_RIGHT.test(words) ? `\u2068${words}\u2069` : words;
}

/** The form of `key` for `count` things; `{count}` is filled in, with the digits of the language. */
export function tn(
  key: CountKey,
  count: number,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const form = new Intl.PluralRules(locale()).select(count) === "one" ? "one" : "other";
  return t(`${key}_${form}` as TextKey, { ...values, count: new Intl.NumberFormat(locale()).format(count) });
}

function named(table: Readonly<Record<string, number>>, code: number): string | undefined {
  return Object.keys(table)
    .find((name) => table[name] === code)
    ?.toLowerCase();
}

/** Words for a refusal of the HTTP API. */
export function apiText(code: string): string {
  const key = `api_${code}`;
  return key in texts ? t(key as TextKey) : t("error_unknown", { code });
}

/** Words for a refusal that stands in the log of a room. */
export function wordsFor(code: RejectionCode): string {
  const key = `error_${code}`;
  return key in texts ? t(key as TextKey) : t("error_unknown", { code });
}

/** Words for an error or close code of `wire.gen.ts`. */
export function codeText(code: number): string {
  const name = named(ErrorCode, code);
  const closed = named(CloseCode, code);
  const key = name !== undefined ? `error_${name}` : `close_${closed}`;
  return key in texts ? t(key as TextKey) : t("error_unknown", { code });
}
