/*
 * What this browser remembers: across visits in localStorage, for this tab in sessionStorage. A browser that refuses
 * storage (private windows, policies) gets the defaults and no error. `public/boot.js` reads `theme` and `language` too.
 */
import { effect, type Signal, signal } from "@preact/signals-core";

const PREFIX = "studyhall.";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

function read(storage: () => Storage, key: string): unknown {
  try {
    const text = storage().getItem(PREFIX + key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(PREFIX + key);
    else storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}

const lasting = () => localStorage;
const perTab = () => sessionStorage;

/** A signal that starts with what was remembered and remembers what it becomes. */
function remembered<T>(key: string, fallback: T, isValid: (value: unknown) => boolean): Signal<T> {
  const stored = read(lasting, key);
  const value = signal(stored !== null && isValid(stored) ? (stored as T) : fallback);
  effect(() => write(lasting, key, value.value));
  return value;
}

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";

export const theme = remembered<Theme>("theme", "system", (value) => THEMES.includes(value as Theme));
export const shortcutsOn = remembered("shortcuts", true, isFlag);
export const chosenCamera = remembered("camera", "", isText);
export const chosenMic = remembered("mic", "", isText);
export const chosenSpeaker = remembered("speaker", "", isText);
export const wantsMic = remembered("wants_mic", true, isFlag);
/** Whether new notices are shown on the desktop while nobody looks at the page. */
export const desktopNotices = remembered("desktop_notices", false, isFlag);
/** Whether a notice makes a sound while nobody looks at the page. */
export const noticeSound = remembered("notice_sound", true, isFlag);
export const wantsCamera = remembered("wants_camera", true, isFlag);
export const wantsBlur = remembered("wants_blur", false, isFlag);

/** The devices with which this tab is in a room: a reload goes back in with the same. Null: it is not in. */
export interface Joined {
  readonly mic: boolean;
  readonly camera: boolean;
}

export function readJoined(room: string): Joined | null {
  return read(perTab, `joined.${room}`) as Joined | null;
}

export function writeJoined(room: string, joined: Joined | null): void {
  write(perTab, `joined.${room}`, joined);
}

/** The id of the newest message that was seen in `room`; null before the first visit. */
export function readSeen(room: string): number | null {
  const seen = read(lasting, `seen.${room}`);
  return typeof seen === "number" ? seen : null;
}

export function writeSeen(room: string, message: number): void {
  write(lasting, `seen.${room}`, message);
}

/** Answers of `room` about which the reader has said that they need no more. */
export function readSettled(room: string): readonly string[] {
  const settled = read(lasting, `settled.${room}`);
  return Array.isArray(settled) ? settled.filter(isText) : [];
}

export function writeSettled(room: string, settled: readonly string[]): void {
  write(lasting, `settled.${room}`, settled);
}
