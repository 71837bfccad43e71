/* To come into view, with focus and for a moment with colour, when somebody was led here. */
import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const POINTED_MS = 2_000;

/** `pointedAt` names what to point out, and is cleared by whoever was meant. A fold that it is in opens. */
export function usePointedAt(
  place: RefObject<HTMLElement>,
  pointedAt: Signal<number | null>,
  id: number,
): void {
  const pointed = pointedAt.value === id;
  useEffect(() => {
    const element = place.current;
    if (!pointed || element === null) return;
    const fold = element.closest("details");
    if (fold !== null) fold.open = true;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("pointed");
    setTimeout(() => element.classList.remove("pointed"), POINTED_MS);
    pointedAt.value = null;
  }, [pointed]);
}
