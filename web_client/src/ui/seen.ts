/* Tells how a picture is seen: its height on the screen, and nothing while it is scrolled away or the page is hidden,
   unless it floats in a window of its own. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Watching } from "../core/watching";

/** Picture-in-picture windows are about so high, CSS pixels; a larger one shows what fits this. */
const FLOATING_HEIGHT = 360;
const FLOATING_EVENTS = ["enterpictureinpicture", "leavepictureinpicture"];

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
      const floats = shown.contains(document.pictureInPictureElement ?? null);
      const seen = Math.max(visible ? shown.clientHeight : 0, floats ? FLOATING_HEIGHT : 0);
      const height = Math.round(seen * devicePixelRatio);
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
    for (const event of FLOATING_EVENTS) shown.addEventListener(event, tell);
    return () => {
      sizes.disconnect();
      places.disconnect();
      document.removeEventListener("visibilitychange", tell);
      for (const event of FLOATING_EVENTS) shown.removeEventListener(event, tell);
      watching.forget(shown);
    };
  }, [watching, mid, priority]);
}
