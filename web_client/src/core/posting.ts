/*
 * Posts on their way into one room: sent, sent again after a reconnect, held back by slow mode, failed. Each keeps its
 * client id, so however often it is sent, it is posted once.
 */
import { signal } from "@preact/signals-core";
import { randomId } from "./identifiers";
import { changePost, type Draft, newPost, type PendingPost, postCommand, removePost, settle } from "./outbox";
import type { RoomState } from "./room_store";
import { Refused, type Reply } from "./socket";
import type { AnyClientCommand } from "./wire.gen";
import { ErrorCode } from "./wire.gen";

export interface PostingRoom {
  command(command: AnyClientCommand): Promise<Reply>;
  isIn(): boolean;
  state(): RoomState;
  me(): string;
}

const RETRIES = 3;
const DEFAULT_RETRY_MS = 1_000;

export class Posting {
  readonly outbox = signal<readonly PendingPost[]>([]);

  constructor(private readonly room: PostingRoom) {}

  post(draft: Draft): void {
    const post = newPost(randomId(), draft, Date.now());
    this.outbox.value = [...this.outbox.value, post];
    void this.deliver(post.cid);
  }

  retry(cid: string): void {
    this.change(cid, { status: "sending", refusal: null });
    void this.deliver(cid);
  }

  discard(cid: string): void {
    this.outbox.value = removePost(this.outbox.value, cid);
  }

  /** We came in, perhaps again: what was on its way may be lost. */
  resume(): void {
    for (const post of this.outbox.value) if (post.status === "sending") void this.deliver(post.cid);
  }

  /** What the room holds has changed. */
  settle(): void {
    this.outbox.value = settle(this.outbox.value, this.room.state(), this.room.me());
  }

  private async deliver(cid: string, triesLeft = RETRIES): Promise<void> {
    const post = this.outbox.value.find((candidate) => candidate.cid === cid);
    if (post === undefined || !this.room.isIn()) return;
    try {
      const reply = await this.room.command(postCommand(post));
      this.change(cid, { status: "sent", seq: reply.t === "ok" ? reply.seq : null });
      this.settle();
    } catch (error) {
      // Disconnected: it stays "sending" and `resume` sends it again.
      if (error instanceof Refused) this.refused(cid, error, triesLeft);
    }
  }

  private refused(cid: string, refusal: Refused, triesLeft: number): void {
    const wait = refusal.retryMs ?? DEFAULT_RETRY_MS;
    if (refusal.code === ErrorCode.SLOW_MODE) {
      this.change(cid, { status: "slowed", retryAt: Date.now() + wait });
      setTimeout(() => this.retry(cid), wait);
    } else if (refusal.retryable && triesLeft > 0) {
      setTimeout(() => void this.deliver(cid, triesLeft - 1), wait);
    } else {
      this.change(cid, { status: "failed", refusal: refusal.code });
    }
  }

  private change(cid: string, change: Partial<PendingPost>): void {
    this.outbox.value = changePost(this.outbox.value, cid, change);
  }
}
