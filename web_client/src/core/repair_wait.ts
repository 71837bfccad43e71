/*
 * How long received pictures are held back so that lost packets can be sent again in time: two tries long while packets
 * get lost, as short as the browser likes otherwise. Sound waits as well, as far as lips would be seen to be late.
 */

/** Milliseconds; null: as the browser likes. */
export interface Wait {
  readonly video: number | null;
  readonly audio: number | null;
}

export const LOOK_EVERY_MS = 1_000;
/** So many requests for lost packets within `LOOKS` looks are more than a hiccup. */
const MANY = 3;
const LOOKS = 10;
/** That a packet is missing shows when the next one comes. */
const NOTICED_AFTER_MS = 100;
const TRIES = 2;
const MOST_MS = 400;
/** Pictures this much later than their sound are noticed (ITU-R BT.1359-1). */
const LIPS_MAY_LAG_MS = 125;
/** Steps that are worth a change: every one makes the picture stutter once. */
const STEP_MS = 50;

const AT_EASE: Wait = { video: null, audio: null };

/** Pure but for what it remembers of the last looks. */
export class RepairWait {
  private readonly looks: number[] = [];

  /** `nacks`: requests for lost packets so far; `roundTrip` in milliseconds. */
  next(nacks: number, roundTrip: number): Wait {
    this.looks.push(nacks);
    if (this.looks.length > LOOKS) this.looks.shift();
    if (nacks - (this.looks[0] ?? nacks) < MANY) return AT_EASE;
    const needed = Math.min(MOST_MS, NOTICED_AFTER_MS + TRIES * roundTrip);
    const video = Math.ceil(needed / STEP_MS) * STEP_MS;
    return { video, audio: Math.max(0, video - LIPS_MAY_LAG_MS) };
  }
}

/** What the receiving connection says of itself, of all its sections. */
export function lossesOf(report: RTCStatsReport): { nacks: number; roundTrip: number } {
  let nacks = 0;
  let roundTrip = 0;
  report.forEach((entry: RTCStats) => {
    if (entry.type === "inbound-rtp") nacks += (entry as RTCInboundRtpStreamStats).nackCount ?? 0;
    if (entry.type === "candidate-pair" && (entry as RTCIceCandidatePairStats).nominated)
      roundTrip = Math.max(
        roundTrip,
        ((entry as RTCIceCandidatePairStats).currentRoundTripTime ?? 0) * 1_000,
      );
  });
  return { nacks, roundTrip };
}
