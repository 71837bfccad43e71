/* What the room's screen remembers while it is open: which panel shows, what was read, the draft. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { readSeen, writeSeen } from "../core/preferences";
import { firstUnread, unreadCount } from "../core/reading";
import type { Visit } from "../core/visit";

/** One row of `tabs.ts` each. */
export type Tab = "chat" | "people";

const ROOMY = "(min-width: 1100px)";

export class RoomUi {
  readonly tab: Signal<Tab> = signal("chat");
  /** On narrow screens the panel covers the stage, so it starts closed. */
  readonly panelOpen = signal(matchMedia(ROOMY).matches);
  readonly draft = signal("");
  /** Id of the newest message that was seen; null until the first messages came. */
  readonly seen: Signal<number | null>;
  /** Message above which "new" stands; stays while the reader looks, moves when they come back. */
  readonly divider = signal<number | null>(null);
  readonly unread: ReadonlySignal<number>;

  constructor(private readonly visit: Visit) {
    this.seen = signal(readSeen(visit.room));
    this.unread = computed(() => {
      const seen = this.seen.value;
      return seen === null ? 0 : unreadCount(this.timeline(), seen, visit.me.value);
    });
  }

  show(tab: Tab): void {
    this.tab.value = tab;
    this.panelOpen.value = true;
  }

  /** Open the panel with this tab, or close it when it shows already. */
  toggle(tab: Tab): void {
    if (this.panelOpen.value && this.tab.value === tab) this.panelOpen.value = false;
    else this.show(tab);
  }

  /** Nobody reads along: mark where the new ones start. A mark above unread messages stays where it is. */
  placeDivider(): void {
    const seen = this.seen.value;
    if (this.divider.value !== null && this.divider.value > (seen ?? 0)) return;
    this.divider.value = seen === null ? null : firstUnread(this.timeline(), seen, this.visit.me.value);
  }

  /** The end of the list is in view. */
  markSeen(): void {
    const newest = this.timeline().at(-1)?.id ?? 0;
    if (this.visit.session.state.value.view === null || (this.seen.value ?? -1) >= newest) return;
    this.seen.value = newest;
    writeSeen(this.visit.room, newest);
  }

  private timeline() {
    return this.visit.session.state.value.timeline;
  }
}
