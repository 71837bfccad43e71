/*
 * Single-key shortcuts and the guards that keep them out of the way: not while typing, not with a modifier, not when a
 * control that wants the key has focus (WCAG 2.1.4 wants them switchable, too). Space is held to talk.
 */

export type Shortcut =
  | "mic"
  | "camera"
  | "chat"
  | "questions"
  | "people"
  | "share"
  | "hand"
  | "react"
  | "search"
  | "help";

const KEYS: Readonly<Record<string, Shortcut>> = {
  KeyM: "mic",
  KeyV: "camera",
  KeyC: "chat",
  KeyQ: "questions",
  KeyP: "people",
  KeyD: "share",
  KeyH: "hand",
  KeyR: "react",
};

/** Signs that stand on other keys on other keyboards. */
const SIGNS: Readonly<Record<string, Shortcut>> = { "?": "help", "/": "search" };

const TYPING = "input, textarea, select, [contenteditable='true']";
/** Space and arrows belong to these while they have focus. */
const WANTS_SPACE = "button, a, summary, [role=tab], [role=menuitem], [role=log], [tabindex='0']";

type Key = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing" | "target"
>;

/** Nobody types, and no modifier makes it something else. */
export function isFree(event: Key): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !(event.target instanceof Element && event.target.closest(`${TYPING}, dialog`) !== null);
}

/** The action of a key press, or null when the key is not ours. */
export function shortcutOf(event: Key): Shortcut | null {
  if (event.repeat || !isFree(event)) return null;
  return SIGNS[event.key] ?? KEYS[event.code] ?? null;
}

/** Whether this key press starts push-to-talk. */
export function startsTalking(event: Key): boolean {
  if (event.code !== "Space" || !isFree(event)) return false;
  return !(event.target instanceof Element && event.target.closest(WANTS_SPACE) !== null);
}
