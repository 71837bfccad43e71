/*
 * Notices within 400 ms that a path which carried something all the time carries nothing any more. It knows only when
 * the newest packet came. Somebody who pauses looks just the same, so whoever is told must do something cheap about it.
 */

export const LISTEN_EVERY_MS = 100;
/** A microphone sends 50 packets a second while somebody speaks, and two or three while nobody does (Opus, DTX). */
const SILENT_LOOKS = 3;
const STEADY_LOOKS = 6;
/** Of the steady ones, one may have come between two packets. */
const ENOUGH = STEADY_LOOKS - 1;

/** Pure but for what it remembers of the last looks. */
export class Silence {
  private newest = 0;
  private news: boolean[] = [];

  /** True once when what came steadily has stopped. `newest`: when the last packet came, in any unit that grows. */
  fell(newest: number): boolean {
    this.news.push(newest > this.newest);
    this.newest = Math.max(this.newest, newest);
    this.news = this.news.slice(-(STEADY_LOOKS + SILENT_LOOKS));
    const before = this.news.slice(0, -SILENT_LOOKS);
    const now = this.news.slice(-SILENT_LOOKS);
    return !now.includes(true) && before.filter(Boolean).length >= ENOUGH && before.at(-1) === true;
  }
}

/** When the newest packet of them all came. */
export function newestPacket(receivers: Iterable<RTCRtpReceiver>): number {
  let newest = 0;
  for (const receiver of receivers)
    for (const { timestamp } of receiver.getSynchronizationSources()) newest = Math.max(newest, timestamp);
  return newest;
}
