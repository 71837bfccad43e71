/*
 * Being in one room, from entering to leaving, over any number of reconnects: it enters again from the position it
 * holds, says again what this device sends, and sends again the posts that nobody confirmed.
 * It draws nothing and knows no peer connection; media asks it only to carry offers.
 */
import { type Signal, signal } from "@preact/signals-core";
import { randomId } from "./identifiers";
import { changePost, newPost, type PendingPost, removePost, settle } from "./outbox";
import { emptyRoom, prependHistory, type RoomState, reduceRoom } from "./room_store";
import { type Connection, Disconnected, Refused, type Reply } from "./socket";
import type { AnyClientCommand, AnyFrame, Position, Slots, Source } from "./wire.gen";
import { TYPING_SECONDS } from "./wire.gen";

export type RoomPhase =
  | { readonly phase: "entering" }
  | { readonly phase: "in" }
  | { readonly phase: "refused"; readonly code: number }
  | { readonly phase: "left" };

export interface Announcement {
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

const SILENT: Announcement = { mic: false, camera: false, screen: false };
const HISTORY_PAGE = 50;
/** At most one typing signal in this time; others forget it after TYPING_SECONDS. */
const TYPING_PERIOD_MS = 3_000;
const RETRIES = 3;
const DEFAULT_RETRY_MS = 1_000;

export class RoomSession {
  readonly state: Signal<RoomState>;
  readonly phase = signal<RoomPhase>({ phase: "entering" });
  readonly outbox = signal<readonly PendingPost[]>([]);
  readonly slots = signal<Slots | null>(null);
  /** Member id -> when to forget, in local milliseconds. */
  readonly typing = signal<ReadonlyMap<string, number>>(new Map());
  readonly loadingOlder = signal(false);
  /** Counts how often the media server lost us, so that media can start anew. */
  readonly mediaLosses = signal(0);
  /** Counts how often we came in, so that media can check whether the server still knows us. */
  readonly entries = signal(0);
  private announced: Announcement = SILENT;
  private typedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: Connection,
    readonly room: string,
    private readonly me: () => string,
  ) {
    this.state = signal(emptyRoom(room));
  }

  get position(): Position | null {
    return this.state.value.position;
  }

  /** Enter, or enter again from where we were. Called for every new connection. */
  async enter(): Promise<void> {
    if (this.phase.value.phase === "left" || this.phase.value.phase === "refused") return;
    const { room, position } = this;
    try {
      await this.connection.request({ t: "enter_room", room, position });
    } catch (error) {
      if (error instanceof Refused && !error.retryable)
        this.phase.value = { phase: "refused", code: error.code };
      else if (error instanceof Refused)
        setTimeout(() => void this.enter(), error.retryMs ?? DEFAULT_RETRY_MS);
      return;
    }
    this.phase.value = { phase: "in" };
    this.entries.value += 1;
    if (this.announced !== SILENT) void this.announce(this.announced);
    for (const post of this.outbox.value) if (post.status === "sending") void this.deliver(post.cid);
  }

  /**
   * Come over from the room `source` as one step, with the same media connections. Rejects with Refused or
   * Disconnected, and then we still are where we were.
   */
  async arriveFrom(source: string): Promise<void> {
    await this.connection.request({ t: "move_room", source, room: this.room });
    this.phase.value = { phase: "in" };
    this.entries.value += 1;
  }

  /** We are in another room now: nothing of this one concerns us any more. */
  depart(): void {
    this.phase.value = { phase: "left" };
  }

  /** Leave for good: no reconnect grace, and nothing comes back. */
  leave(): void {
    if (this.phase.value.phase === "in")
      this.connection.request({ t: "leave_room", room: this.room }).catch(() => undefined);
    this.phase.value = { phase: "left" };
  }

  receive(frame: AnyFrame): void {
    const before = this.state.value;
    const after = reduceRoom(before, frame);
    if (after !== before) {
      this.state.value = after;
      this.outbox.value = settle(this.outbox.value, after, this.me());
    }
    if (after.behind && !before.behind) void this.enter();
    this.receiveSideFrame(frame);
  }

  private receiveSideFrame(frame: AnyFrame): void {
    if (!("room" in frame) || frame.room !== this.room) return;
    if (frame.t === "slots") this.slots.value = frame;
    else if (frame.t === "media_lost") this.mediaLosses.value += 1;
    else if (frame.t === "typing_now") this.noteTyping(frame.member);
    else if (frame.t === "event" && frame.event?.t === "message_posted")
      this.forgetTyping(frame.event.author);
  }

  // ---------------------------------------------------------------- chat

  post(body: string): void {
    const post = newPost(randomId(), body, Date.now());
    this.outbox.value = [...this.outbox.value, post];
    void this.deliver(post.cid);
  }

  retry(cid: string): void {
    this.outbox.value = changePost(this.outbox.value, cid, { status: "sending", refusal: null });
    void this.deliver(cid);
  }

  discard(cid: string): void {
    this.outbox.value = removePost(this.outbox.value, cid);
  }

  private async deliver(cid: string, triesLeft = RETRIES): Promise<void> {
    const post = this.outbox.value.find((candidate) => candidate.cid === cid);
    if (post === undefined || this.phase.value.phase !== "in") return;
    try {
      const reply = await this.command({ t: "post_message", cid, body: post.body });
      const seq = reply.t === "ok" ? reply.seq : null;
      this.outbox.value = settle(
        changePost(this.outbox.value, cid, { status: "sent", seq }),
        this.state.value,
        this.me(),
      );
    } catch (error) {
      // Disconnected: it stays "sending" and `enter` sends it again.
      if (error instanceof Refused) this.refusedPost(cid, error, triesLeft);
    }
  }

  private refusedPost(cid: string, error: Refused, triesLeft: number): void {
    if (error.retryable && triesLeft > 0) {
      setTimeout(() => void this.deliver(cid, triesLeft - 1), error.retryMs ?? DEFAULT_RETRY_MS);
    } else {
      this.outbox.value = changePost(this.outbox.value, cid, { status: "failed", refusal: error.code });
    }
  }

  async loadOlder(): Promise<void> {
    if (this.loadingOlder.value) return;
    this.loadingOlder.value = true;
    try {
      const before = this.state.value.timeline[0]?.id ?? null;
      const reply = await this.connection.request({
        t: "read_history",
        room: this.room,
        before,
        limit: HISTORY_PAGE,
      });
      if (reply.t === "history")
        this.state.value = prependHistory(this.state.value, reply.messages, reply.more);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    } finally {
      this.loadingOlder.value = false;
    }
  }

  /** Say that we type; as often as keys are pressed. */
  type(): void {
    const now = Date.now();
    if (now - this.typedAt < TYPING_PERIOD_MS) return;
    this.typedAt = now;
    this.connection.send({ t: "typing", room: this.room });
  }

  private noteTyping(member: string): void {
    if (member === this.me()) return;
    const lifetime = TYPING_SECONDS * 1000;
    const until = Date.now() + lifetime;
    this.typing.value = new Map(this.typing.value).set(member, until);
    setTimeout(() => {
      if (this.typing.value.get(member) === until) this.forgetTyping(member);
    }, lifetime);
  }

  private forgetTyping(member: string): void {
    if (!this.typing.value.has(member)) return;
    const typing = new Map(this.typing.value);
    typing.delete(member);
    this.typing.value = typing;
  }

  // ---------------------------------------------------------------- media

  /** Tell the room what this device sends; told again after each reconnect. */
  async announce(announcement: Announcement): Promise<void> {
    this.announced = announcement;
    if (this.phase.value.phase !== "in") return;
    try {
      await this.command({ t: "announce_media", ...announcement });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Disconnected)) throw error;
    }
  }

  /** Carry an SDP offer to the media server; resolves with its answer. Rejects with Refused or Disconnected. */
  async negotiate(
    direction: "publish" | "receive",
    sdp: string,
    sources: Record<string, Source>,
  ): Promise<string> {
    const reply = await this.connection.request({
      t: "media_offer",
      room: this.room,
      direction,
      sdp,
      sources,
    });
    if (reply.t !== "media_answer") throw new Disconnected();
    return reply.sdp;
  }

  /** Ask the room for something. Resolves once it stands in the log; rejects with Refused or Disconnected. */
  command(command: AnyClientCommand): Promise<Reply> {
    return this.connection.request({ t: "command", room: this.room, command });
  }
}
