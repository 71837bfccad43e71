/*
 * How loud somebody is: our own microphone by an AnalyserNode, others by the level in their RTP packets (RFC 6464).
 * `Holding` turns levels into "speaks" with a hold, so that the ring does not flicker between words.
 */
import { type Signal, signal } from "@preact/signals-core";

export const POLL_MS = 100;
const HOLD_MS = 300;
/** About -36 dBFS: speech close to a microphone is above, a quiet room below. */
const SPEAKING_LEVEL = 0.016;

/** Loud now, or within the last 300 ms. Pure but for its one number of memory. */
export class Holding {
  private loudAt = Number.NEGATIVE_INFINITY;

  /** `level` is linear, 0 to 1; `now` in milliseconds. */
  speaks(level: number, now: number): boolean {
    if (level >= SPEAKING_LEVEL) this.loudAt = now;
    return now - this.loudAt < HOLD_MS;
  }
}

let context: AudioContext | null = null;

/** One for the page. Browsers start it suspended until a gesture, so each gesture may call this again. */
export function audioContext(): AudioContext {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  return context;
}

/** Whether somebody needed it yet: a gesture need not make one for nothing. */
export function hasAudioContext(): boolean {
  return context !== null;
}

/** Root mean square of the samples of one block, 0 to 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** The loudness of a local track, measured on a clone, so that it also works while the track itself is muted. */
export class LevelMeter {
  readonly level: Signal<number> = signal(0);
  readonly speaking: Signal<boolean> = signal(false);
  private readonly clone: MediaStreamTrack;
  private readonly source: MediaStreamAudioSourceNode;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(track: MediaStreamTrack) {
    const context = audioContext();
    this.clone = track.clone();
    this.clone.enabled = true;
    this.source = context.createMediaStreamSource(new MediaStream([this.clone]));
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    this.source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const holding = new Holding();
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.level.value = loudness(samples);
      this.speaking.value = holding.speaks(this.level.value, performance.now());
    }, POLL_MS);
  }

  close(): void {
    clearInterval(this.timer);
    this.source.disconnect();
    this.clone.stop();
  }
}

/** Where a meter's bar stands, 0 to 1, for a linear level: speech fills it, on a decibel scale from -60 to 0. */
export function meterFraction(level: number): number {
  if (level <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + (20 * Math.log10(level)) / 60));
}
