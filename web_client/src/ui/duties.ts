/* Who answers in each room now, for who looks at the lobby: read when it opens, at every edge of the roster, and when
   the reader comes back. What cannot be read is not shown; the rooms say it again inside. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../core/api";
import { nextEdge, type RoomDuty, readDutyNow } from "../core/duty";
import { SignedOut } from "../core/socket";
import { client } from "../page";

/** Longer timers than this overflow, and a clock may have been set meanwhile. */
const LONGEST_WAIT_MS = 3_600_000;

export function useDuties(): Signal<readonly RoomDuty[]> {
  const duties = useSignal<readonly RoomDuty[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = true;
    const look = async () => {
      clearTimeout(timer);
      const read = await readOrNothing();
      if (!isWanted) return;
      duties.value = read;
      const now = client.clock.read();
      const edge = nextEdge(read, now);
      if (edge === null) return;
      timer = setTimeout(() => void look(), Math.min((edge - now) * 1000, LONGEST_WAIT_MS));
    };
    const comeBack = () => {
      if (document.visibilityState === "visible") void look();
    };
    void look();
    document.addEventListener("visibilitychange", comeBack);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", comeBack);
    };
  }, []);
  return duties;
}

async function readOrNothing(): Promise<readonly RoomDuty[]> {
  try {
    return await readDutyNow();
  } catch (error) {
    if (error instanceof ApiRefused || error instanceof SignedOut) return [];
    throw error;
  }
}
