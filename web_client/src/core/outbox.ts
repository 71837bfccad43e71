/*
 * Posts that this page wrote and the room has not confirmed. Pure: a list in, a list out. A post keeps its client id
 * for as long as it lives, so sending it again after a lost answer posts it once.
 */
import type { RoomState } from "./room_store";

export interface PendingPost {
  readonly cid: string;
  readonly body: string;
  /** Milliseconds of the local clock, only to show. */
  readonly writtenAt: number;
  readonly status: "sending" | "sent" | "failed";
  /** The error code of the refusal when it failed. */
  readonly refusal: number | null;
  /** Where it stands in the log, once acknowledged. */
  readonly seq: number | null;
}

export function newPost(cid: string, body: string, writtenAt: number): PendingPost {
  return { cid, body, writtenAt, status: "sending", refusal: null, seq: null };
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

/** What is still to be shown below the timeline: not the posts that stand in it by now. */
export function settle(outbox: readonly PendingPost[], state: RoomState, me: string): readonly PendingPost[] {
  if (outbox.length === 0) return outbox;
  const posted = new Set(
    state.timeline.filter((message) => message.author === me).map((message) => message.cid),
  );
  const seen = state.position?.seq ?? 0;
  const left = outbox.filter((post) => !posted.has(post.cid) && !(post.seq !== null && post.seq <= seen));
  return left.length === outbox.length ? outbox : left;
}
