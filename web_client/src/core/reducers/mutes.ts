/* How being muted and unmuted changes a list of mutes: one's own, or the one that staff see. */
import type { AnyEvent, MuteView } from "../wire.gen";

type Muted = Extract<AnyEvent, { t: "member_muted" }>;
type Unmuted = Extract<AnyEvent, { t: "member_unmuted" }>;

/** In the order in which they were last laid. */
export function muted(mutes: readonly MuteView[], event: Muted): readonly MuteView[] {
  const { member, at, by, reason, until, rule, inherited } = event;
  const laid = event.scopes.map((scope) => ({ member, scope, at, by, reason, until, rule, inherited }));
  return [...unmuted(mutes, event), ...laid];
}

export function unmuted(
  mutes: readonly MuteView[],
  { member, scopes }: Muted | Unmuted,
): readonly MuteView[] {
  return mutes.filter((mute) => mute.member !== member || !scopes.includes(mute.scope));
}
