/* Whether the side panel stands beside the stage for good; else it can be closed. Same width as in room.css. */
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
