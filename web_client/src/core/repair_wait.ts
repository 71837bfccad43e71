/*
 * How long a received picture is held back so that packets which got lost can be sent again in time: while packets get
 * lost, two tries over our own line; and longer still when it freezes all the same, because they get lost on the way of
 * whoever sends it, which nobody here can see. As short as the browser likes otherwise.
 */

export const LOOK_EVERY_MS = 1_000;
/** So many requests for lost packets within `LOOKS` looks are more than a hiccup. */
const MANY = 3;
const LOOKS = 10;
/** That a packet is missing shows when the next one comes. */
const NOTICED_AFTER_MS = 100;
const TRIES = 2;
/** More than this makes talking hard, and is for pictures that would stand still otherwise. */
const MOST_BY_LINE_MS = 400;
const MOST_MS = 600;
/** Pictures this much later than their sound are noticed (ITU-R BT.1359-1). */
const LIPS_MAY_LAG_MS = 125;
/** Steps that are worth a change: every one makes the picture stutter once. */
const STEP_MS = 50;
const STEP_BY_FREEZE_MS = 100;

/** What a picture's section says of itself; all counters, `frozen` in milliseconds. */
export interface Losses {
  readonly nacks: number;
  readonly frozen: number;
}

/** Of one picture. Pure but for what it remembers of the last looks. */
export class RepairWait {
  private readonly looks: number[] = [];
  private frozen = 0;
  private byFreezes = 0;

  /** Milliseconds to hold it back; null: as the browser likes. `roundTrip` in milliseconds, of our line. */
  next({ nacks, frozen }: Losses, roundTrip: number): number | null {
    const froze = frozen > this.frozen;
    this.frozen = frozen;
    this.looks.push(nacks);
    if (this.looks.length > LOOKS) this.looks.shift();
    if (nacks - (this.looks[0] ?? nacks) < MANY) {
      this.byFreezes = 0;
      return null;
    }
    const byLine = Math.min(MOST_BY_LINE_MS, NOTICED_AFTER_MS + TRIES * roundTrip);
    const needed = Math.ceil(byLine / STEP_MS) * STEP_MS;
    if (froze) this.byFreezes = Math.min(MOST_MS, Math.max(needed, this.byFreezes) + STEP_BY_FREEZE_MS);
    return Math.max(needed, this.byFreezes);
  }
}

/** How long the sound of a picture waits, as far as lips would be seen to be late. */
export function soundWait(picture: number | null): number | null {
  return picture === null ? null : Math.max(0, picture - LIPS_MAY_LAG_MS);
}

/** Of each section by its mid, and milliseconds of the path in use. */
export function lossesOf(report: RTCStatsReport): { byMid: Map<string, Losses>; roundTrip: number } {
  const byMid = new Map<string, Losses>();
  let roundTrip = 0;
  report.forEach((entry: RTCStats) => {
    if (entry.type === "inbound-rtp") {
      const { mid, nackCount, totalFreezesDuration } = entry as RTCInboundRtpStreamStats;
      byMid.set(mid ?? "", { nacks: nackCount ?? 0, frozen: (totalFreezesDuration ?? 0) * 1_000 });
    }
    if (entry.type === "candidate-pair" && (entry as RTCIceCandidatePairStats).nominated)
      roundTrip = Math.max(
        roundTrip,
        ((entry as RTCIceCandidatePairStats).currentRoundTripTime ?? 0) * 1_000,
      );
  });
  return { byMid, roundTrip };
}
