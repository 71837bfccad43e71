/* Whether there is room for the stage and the side panel next to each other. Same width as in room.css. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

const WIDE = "(min-width: 1100px)";

export function useWide(): boolean {
  const query = useMemo(() => matchMedia(WIDE), []);
  const wide = useSignal(query.matches);
  useEffect(() => {
    const changed = () => {
      wide.value = query.matches;
    };
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return wide.value;
}
