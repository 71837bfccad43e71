/* Who types now. We say it at most every three seconds; what others said is forgotten after TYPING_SECONDS. */
import { signal } from "@preact/signals-core";
import { TYPING_SECONDS } from "./wire.gen";

const PERIOD_MS = 3_000;
const LIFETIME_MS = TYPING_SECONDS * 1000;

export class Typing {
  /** Member id -> when to forget, in local milliseconds. */
  readonly others = signal<ReadonlyMap<string, number>>(new Map());
  private saidAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly say: () => void) {}

  /** A key was pressed; as often as that happens. */
  type(): void {
    const now = Date.now();
    if (now - this.saidAt < PERIOD_MS) return;
    this.saidAt = now;
    this.say();
  }

  hear(member: string): void {
    const until = Date.now() + LIFETIME_MS;
    this.others.value = new Map(this.others.value).set(member, until);
    setTimeout(() => {
      if (this.others.value.get(member) === until) this.forget(member);
    }, LIFETIME_MS);
  }

  forget(member: string): void {
    if (!this.others.value.has(member)) return;
    const others = new Map(this.others.value);
    others.delete(member);
    this.others.value = others;
  }
}
