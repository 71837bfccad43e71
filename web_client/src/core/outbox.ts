/*
 * Posts that this page wrote and the room has not confirmed. Pure: a list in, a list out. A post keeps its client id
 * for as long as it lives, so sending it again after a lost answer posts it once.
 */
import type { RoomState } from "./room_store";
import type { Attachment, PostMessage } from "./wire.gen";

/** What somebody wrote, before it is a message. */
export interface Draft {
  readonly body: string;
  readonly reply_to: number | null;
  readonly important: boolean;
  readonly mentions: readonly string[];
  readonly attachments: readonly Attachment[];
}

export interface PendingPost {
  readonly cid: string;
  readonly draft: Draft;
  /** Milliseconds of the local clock, only to show. */
  readonly writtenAt: number;
  /** `slowed`: slow mode sends it again by itself at `retryAt`. */
  readonly status: "sending" | "slowed" | "sent" | "failed";
  /** The error code of the refusal when it failed. */
  readonly refusal: number | null;
  /** Milliseconds of the local clock. */
  readonly retryAt: number | null;
  /** Where it stands in the log, once acknowledged. */
  readonly seq: number | null;
}

export function plainDraft(body: string): Draft {
  return { body, reply_to: null, important: false, mentions: [], attachments: [] };
}

export function newPost(cid: string, draft: Draft, writtenAt: number): PendingPost {
  return { cid, draft, writtenAt, status: "sending", refusal: null, retryAt: null, seq: null };
}

export function postCommand(post: PendingPost): PostMessage {
  return { t: "post_message", cid: post.cid, ...post.draft };
}

export function changePost(
  outbox: readonly PendingPost[],
  cid: string,
  change: Partial<PendingPost>,
): readonly PendingPost[] {
  return outbox.map((post) => (post.cid === cid ? { ...post, ...change } : post));
}

export function removePost(outbox: readonly PendingPost[], cid: string): readonly PendingPost[] {
  return outbox.filter((post) => post.cid !== cid);
}

/** What is still to be shown below the timeline: not the posts that stand in it, or wait for review, by now. */
export function settle(outbox: readonly PendingPost[], state: RoomState, me: string): readonly PendingPost[] {
  if (outbox.length === 0) return outbox;
  const arrived = new Set([
    ...state.timeline.filter((message) => message.author === me).map((message) => message.cid),
    ...(state.view?.moderation.own.held ?? []).map((held) => held.cid),
  ]);
  const seen = state.position?.seq ?? 0;
  const left = outbox.filter((post) => !arrived.has(post.cid) && !(post.seq !== null && post.seq <= seen));
  return left.length === outbox.length ? outbox : left;
}
