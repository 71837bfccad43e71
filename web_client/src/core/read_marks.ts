/*
 * How far somebody has read a room, on whichever of their devices: told to the server at most every two seconds, heard
 * from it when another device read on. It never goes back. This browser remembers it for the lobby.
 */
import { type Signal, signal } from "@preact/signals-core";
import { readSeen, writeSeen } from "./preferences";
import type { MarkRead, ReadMarks as ReadMarksFrame } from "./wire.gen";

const PERIOD_MS = 2_000;

export class ReadMarks {
  /** Id of the newest message that was seen; null before anything was ever read. */
  readonly message: Signal<number | null>;
  /** The same for the lane of important messages. */
  readonly important = signal(0);
  private sentAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly room: string,
    private readonly send: (mark: MarkRead) => void,
  ) {
    this.message = signal(readSeen(room));
  }

  /** Somebody looks at messages up to `message`, and at important ones up to `important`. */
  see(message: number, important: number): void {
    if (this.advance(message, important)) this.tell();
  }

  receive(frame: ReadMarksFrame): void {
    // 0 says that nothing was ever marked: a first visit starts without a mountain of unread messages.
    if (frame.message > 0 || frame.important > 0) this.advance(frame.message, frame.important);
    if ((this.message.value ?? 0) > frame.message || this.important.value > frame.important) this.tell();
  }

  private advance(message: number, important: number): boolean {
    const ahead = message > (this.message.value ?? -1);
    if (ahead) {
      this.message.value = message;
      writeSeen(this.room, message);
    }
    if (important <= this.important.value) return ahead;
    this.important.value = important;
    return true;
  }

  private tell(): void {
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.sentAt + PERIOD_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sentAt = performance.now();
      const [message, important] = [this.message.value ?? 0, this.important.value];
      this.send({ t: "mark_read", room: this.room, message, important });
    }, wait);
  }
}
