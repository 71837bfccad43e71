/*
 * What this person should know, newest first. The server tells all that are unseen after each welcome, and then what is
 * new, or was seen on another device. Keeps the newest hundred.
 */
import { computed, signal } from "@preact/signals-core";
import type { Notice } from "./wire.gen";

const KEPT = 100;
/** At most so many may be named in one request. */
const SEEN_AT_ONCE = 200;

export class NoticeBox {
  readonly items = signal<readonly Notice[]>([]);
  readonly unseen = computed(() => this.items.value.filter((notice) => !notice.seen).length);
  private readonly listeners = new Set<(fresh: readonly Notice[]) => void>();
  /** Older ones were there before this page was. */
  private since = Number.POSITIVE_INFINITY;

  constructor(private readonly tellSeen: (ids: readonly number[]) => void) {}

  /** Welcomed, at this time of the server: what is still unseen is told again. */
  begin(now: number): void {
    this.since = Math.min(this.since, now);
    this.items.value = this.items.value.map(seen);
  }

  receive(notices: readonly Notice[]): void {
    const known = new Map(this.items.value.map((notice) => [notice.id, notice]));
    const fresh = notices.filter(
      (notice) => !known.has(notice.id) && !notice.seen && notice.at >= this.since,
    );
    for (const notice of notices) known.set(notice.id, notice);
    this.items.value = [...known.values()]
      .sort((left, right) => right.at - left.at || right.id - left.id)
      .slice(0, KEPT);
    if (fresh.length > 0) for (const listener of this.listeners) listener(fresh);
  }

  /** The person looks at these now: at all, if nothing else is said. */
  see(looked: readonly Notice[] = this.items.value): void {
    const ids = new Set(looked.flatMap((notice) => (notice.seen ? [] : [notice.id])));
    if (ids.size === 0) return;
    this.tellSeen([...ids].slice(0, SEEN_AT_ONCE));
    this.items.value = this.items.value.map((notice) => (ids.has(notice.id) ? seen(notice) : notice));
  }

  /** Be told of what is new from now on, at once of what came at once. Until the returned call. */
  listen(listener: (fresh: readonly Notice[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function seen(notice: Notice): Notice {
  return notice.seen ? notice : { ...notice, seen: true };
}
