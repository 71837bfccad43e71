/*
 * Pictures that stood still: said to the server every ten seconds if there were any, so that whoever runs it knows. A
 * picture that came meanwhile counts from when it came; what a page does not see does not freeze.
 */
import type { Look } from "./line_figures";

export const REPORT_EVERY_MS = 10_000;
/** Seconds below which nobody notices. */
const NOTABLE = 0.1;
/** The server takes no more at once: a page that slept has not seen anything. */
const LONGEST = 60;

/** Seconds by mid, of pictures that both looks know. */
export function frozenBetween(before: Look, now: Look): Record<string, number> {
  const frozen: Record<string, number> = {};
  for (const track of now.tracks) {
    if (track.outgoing || track.picture === null) continue;
    const earlier = before.tracks.find(
      (each) => !each.outgoing && each.mid === track.mid && each.member === track.member,
    );
    const seconds = earlier === undefined ? 0 : track.frozen - earlier.frozen;
    if (seconds >= NOTABLE) frozen[track.mid] = Math.min(seconds, LONGEST);
  }
  return frozen;
}

export class FreezeReports {
  private before: Look | null = null;
  private readonly timer: ReturnType<typeof setInterval>;

  /** `seesPictures`: whether there is anything to look at. */
  constructor(
    private readonly seesPictures: () => boolean,
    private readonly look: () => Promise<Look>,
    private readonly send: (seconds: Record<string, number>) => void,
  ) {
    this.timer = setInterval(() => void this.report(), REPORT_EVERY_MS);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async report(): Promise<void> {
    if (!this.seesPictures()) {
      this.before = null;
      return;
    }
    const now = await this.look();
    const frozen = this.before === null ? {} : frozenBetween(this.before, now);
    this.before = now;
    if (Object.keys(frozen).length > 0) this.send(frozen);
  }
}
