/* What the board's screen remembers: filters, which row is being answered, and the order while somebody is at a row. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  type BoardFilter,
  type BoardItems,
  EVERYTHING,
  filtered,
  inPlace,
  keyOf,
  resolved,
  waiting,
} from "../../core/board";
import type { Client } from "../../core/client";
import { isOpen } from "../../core/obligations";
import type { BoardItem } from "../../core/wire.gen";

export class BoardState {
  readonly filter = signal<BoardFilter>(EVERYTHING);
  readonly waiting: ReadonlySignal<BoardItems>;
  readonly shown: ReadonlySignal<BoardItems>;
  readonly resolved: ReadonlySignal<BoardItems>;
  /** Whether what is shown is not in the order in which it is due. */
  readonly isUnsorted: ReadonlySignal<boolean>;
  /** The key of the row that is being answered. It stays, even when somebody else was faster. */
  private readonly answered: Signal<string | null> = signal(null);
  /** The order that is kept while somebody is at a row; null: by what is due. */
  private readonly held: Signal<readonly string[] | null> = signal(null);
  private readonly due: ReadonlySignal<BoardItems>;

  constructor(private readonly client: Pick<Client, "desk" | "clock">) {
    this.waiting = computed(() => waiting(this.all()));
    this.resolved = computed(() => resolved(this.all()));
    this.due = computed(() => this.matching());
    this.shown = computed(() =>
      this.held.value === null ? this.due.value : inPlace(this.due.value, this.held.value),
    );
    this.isUnsorted = computed(() => this.shown.value.some((item, place) => item !== this.due.value[place]));
  }

  get answering(): string | null {
    return this.answered.value;
  }

  answer(key: string): void {
    this.hold();
    this.answered.value = key;
  }

  stopAnswering(): void {
    this.answered.value = null;
    this.release();
  }

  /** Somebody points at a row or has focus in one: nothing moves under their hands. */
  hold(): void {
    this.held.value ??= this.due.peek().map(keyOf);
  }

  release(): void {
    if (this.answered.value === null) this.held.value = null;
  }

  sortAgain(): void {
    this.held.value = this.due.peek().map(keyOf);
  }

  change(filter: Partial<BoardFilter>): void {
    this.filter.value = { ...this.filter.value, ...filter };
  }

  private all(): BoardItems {
    return this.client.desk.board.value ?? [];
  }

  private matching(): BoardItems {
    const { value: filter } = this.filter;
    const now = filter.overdue ? this.client.clock.now.value : 0;
    const items = filtered(this.waiting.value, filter, now);
    const kept = this.all().find((item) => this.isOverWhileAnswered(item));
    return kept === undefined ? items : [...items, kept];
  }

  private isOverWhileAnswered(item: BoardItem): boolean {
    return keyOf(item) === this.answered.value && !isOpen(item.obligation);
  }
}
