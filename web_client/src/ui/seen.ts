/* Tells how a picture is seen: its height on the screen, and nothing while it is scrolled away or the page is hidden. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Watching } from "../core/watching";

/** `mid` is the slot that `element` shows. */
export function useSeen(
  element: RefObject<HTMLElement>,
  watching: Watching,
  mid: string,
  priority: number,
): void {
  useEffect(() => {
    const shown = element.current;
    if (shown === null) return;
    let onScreen = true;
    const tell = () => {
      const visible = onScreen && document.visibilityState === "visible";
      const height = visible ? Math.round(shown.clientHeight * devicePixelRatio) : 0;
      watching.see(shown, mid, { height, priority });
    };
    const sizes = new ResizeObserver(tell);
    const places = new IntersectionObserver((entries) => {
      onScreen = entries.at(-1)?.isIntersecting ?? true;
      tell();
    });
    sizes.observe(shown);
    places.observe(shown);
    document.addEventListener("visibilitychange", tell);
    return () => {
      sizes.disconnect();
      places.disconnect();
      document.removeEventListener("visibilitychange", tell);
      watching.forget(shown);
    };
  }, [watching, mid, priority]);
}
