/*
 * The server's clock, as seen from here. Every moment on the wire is the server's; a laptop's clock may be minutes off,
 * so countdowns are told by this one. A stamp is older by the time it travelled, so of several the largest
 * difference is the nearest to the truth.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";

const TICK_MS = 250;

export class ServerClock {
  /** Server minus local, in seconds; as the page's own clock until the server said the time. */
  private difference: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly ticking: Signal<number>;
  /** Now as a signal, which moves four times a second while somebody watches. */
  readonly now: ReadonlySignal<number>;

  /** `local`: milliseconds that only ever grow. */
  constructor(private readonly local: () => number) {
    this.difference = (Date.now() - local()) / 1000;
    this.ticking = signal(this.read(), {
      watched: () => this.start(),
      unwatched: () => clearInterval(this.timer),
    });
    this.now = this.ticking;
  }

  /** Now, in UTC seconds of the server. For who looks once. */
  read(): number {
    return this.local() / 1000 + this.difference;
  }

  /** A connection was welcomed: forget what earlier ones said, the computer may have slept. */
  set(now: number): void {
    this.difference = now - this.local() / 1000;
  }

  /** The server said the time once more. */
  hear(now: number): void {
    this.difference = Math.max(this.difference, now - this.local() / 1000);
  }

  private start(): void {
    const tick = () => {
      this.ticking.value = this.read();
    };
    queueMicrotask(tick);
    this.timer = setInterval(tick, TICK_MS);
  }
}
