/*
 * The board by keyboard: J and K go from row to row, C, A, S and W press what the row offers. Not while somebody types, and
 * not with a modifier; the switch for single keys holds here too.
 */
import { useEffect } from "preact/hooks";
import { shortcutsOn } from "../../core/preferences";
import { isFree } from "../../core/shortcuts";

const PRESSES: Readonly<Record<string, string>> = {
  KeyC: "claim",
  KeyA: "answer",
  KeyS: "stage",
  KeyW: "waive",
};
const STEPS: Readonly<Record<string, number>> = { KeyJ: 1, KeyK: -1 };

export function useBoardKeys(place: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (place.current === null || !shortcutsOn.value || !isFree(event)) return;
      if (obey(place.current, event.code)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Whether the key meant something here. */
function obey(place: HTMLElement, code: string): boolean {
  const rows = [...place.querySelectorAll<HTMLElement>("[data-board-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const step = STEPS[code];
  if (step !== undefined) {
    const next = at < 0 ? rows[0] : rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
  }
  const button = rows[at]?.querySelector<HTMLElement>(`[data-key="${PRESSES[code]}"]`);
  button?.click();
  return button != null;
}
