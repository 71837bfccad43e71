/*
 * A part of a room's messages that is not its end: one thread, the important ones, what a search found, the
 * surroundings of one message. It reads pages from history and stays true while events come.
 */
import { signal } from "@preact/signals-core";
import { addedBy, reduceMessages } from "./reducers/chat";
import { Disconnected, Refused } from "./socket";
import type { AnyEvent, HistoryFrame, MessageView } from "./wire.gen";

export type WindowQuery =
  | { readonly of: "thread"; readonly first: number }
  | { readonly of: "important" }
  | { readonly of: "search"; readonly text: string }
  | { readonly of: "around"; readonly id: number };

/** Reads the page of a window that ends before the message `before`; null is the newest. */
export type ReadPage = (query: WindowQuery, before: number | null) => Promise<HistoryFrame>;

export class MessageWindow {
  readonly messages = signal<readonly MessageView[]>([]);
  /** Whether there are older ones. */
  readonly more = signal(false);
  readonly state = signal<"loading" | "ready" | "failed">("loading");
  private reading = 0;

  constructor(
    readonly query: WindowQuery,
    private readonly readPage: ReadPage,
  ) {}

  /** Read its newest page; also after events were missed. */
  async load(): Promise<void> {
    await this.read(null, () => []);
  }

  async loadOlder(): Promise<void> {
    const oldest = this.messages.value[0];
    if (oldest === undefined || this.state.value === "loading") return;
    await this.read(oldest.id, () => this.messages.value);
  }

  apply(event: AnyEvent): void {
    const messages = reduceMessages(this.messages.value, event);
    const added = this.added(event);
    this.messages.value = added.length === 0 ? messages : merged(messages, added);
    if (event.t === "message_marked" && !event.on && this.query.of === "important")
      this.messages.value = messages.filter((message) => message.id !== event.id);
  }

  private async read(before: number | null, kept: () => readonly MessageView[]): Promise<void> {
    const turn = ++this.reading;
    this.state.value = "loading";
    try {
      const page = await this.readPage(this.query, before);
      if (turn !== this.reading) return;
      this.messages.value = merged(page.messages, kept());
      this.more.value = page.more;
      this.state.value = "ready";
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
      if (turn === this.reading) this.state.value = "failed";
    }
  }

  private added(event: AnyEvent): readonly MessageView[] {
    const { query } = this;
    if (event.t === "message_marked" && event.on && query.of === "important") return [event.message];
    if (query.of === "thread") return addedBy(event).filter(({ reply_to }) => reply_to === query.first);
    return query.of === "important" ? addedBy(event).filter(({ important }) => important) : [];
  }
}

/** Both, in order; what is in both is taken from `right`. */
function merged(left: readonly MessageView[], right: readonly MessageView[]): readonly MessageView[] {
  const known = new Set(right.map((message) => message.id));
  return [...left.filter((message) => !known.has(message.id)), ...right].sort((a, b) => a.id - b.id);
}
