/* What somebody is writing and has not sent: words, files, and which message it answers or changes. */
import { signal } from "@preact/signals-core";
import { mentionsIn, type Named } from "./mentions";
import type { Draft } from "./outbox";
import { Uploads } from "./uploads";
import type { MessageView } from "./wire.gen";
import { MAX_BODY_LENGTH } from "./wire.gen";

export class Composing {
  readonly text = signal("");
  readonly important = signal(false);
  readonly replyTo = signal<MessageView | null>(null);
  readonly editing = signal<MessageView | null>(null);
  readonly uploads = new Uploads();
  /** What was being written when an edit began. */
  private before = "";

  /** `thread`: everything written here answers that message. */
  constructor(readonly thread: number | null = null) {}

  /** By how many characters the text is too long: the server counts code points, a string UTF-16 units. */
  get excess(): number {
    return Math.max(0, [...this.text.value.trim()].length - MAX_BODY_LENGTH);
  }

  get isReady(): boolean {
    const { items } = this.uploads;
    const hasFile = items.value.some((item) => item.attachment !== null);
    return this.excess === 0 && !this.uploads.isBusy && (this.text.value.trim() !== "" || hasFile);
  }

  reply(message: MessageView): void {
    this.cancelEdit();
    this.replyTo.value = message;
  }

  edit(message: MessageView): void {
    if (this.editing.value === null) this.before = this.text.value;
    this.editing.value = message;
    this.replyTo.value = null;
    this.text.value = message.body;
  }

  /** Back to what was being written before. */
  cancelEdit(): void {
    if (this.editing.value === null) return;
    this.editing.value = null;
    this.text.value = this.before;
    this.before = "";
  }

  /** What to post; the field is empty then. The wire wants a body, so files without words have a blank one. */
  take(people: readonly Named[]): Draft {
    const words = this.text.value.trim();
    const attachments = this.uploads.take();
    const draft: Draft = {
      body: words || " ",
      reply_to: this.thread ?? this.replyTo.value?.id ?? null,
      important: this.important.value,
      mentions: mentionsIn(words, people),
      attachments,
    };
    this.text.value = "";
    this.replyTo.value = null;
    this.important.value = false;
    return draft;
  }
}
