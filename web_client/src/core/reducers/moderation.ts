/*
 * How events change what we see of moderation: what `rooms/moderation/reducer.py` does. Everybody sees the door, a
 * member their own sanctions and cases; what only staff see is `moderation_staff.ts`.
 */
import type { AnyEvent, DoorView, ModerationView, MuteScope, OwnCaseView, OwnView } from "../wire.gen";
import { MUTE_SCOPES } from "../wire.gen";
import { overdue, reduceStaff } from "./moderation_staff";
import { muted, unmuted } from "./mutes";

const OWN_CASES = 10;

type CaseBegun = Extract<AnyEvent, { t: "reported" | "appealed" }>;
type CaseEnded = Extract<AnyEvent, { t: "report_handled" | "appeal_decided" }>;

export function reduceModeration(view: ModerationView, event: AnyEvent): ModerationView {
  const door = reduceDoor(view.door, event, view.own.member);
  const own = reduceOwn(view.own, event);
  const staff = view.staff === null ? null : reduceStaff(view.staff, event);
  return door === view.door && own === view.own && staff === view.staff ? view : { door, own, staff };
}

function reduceDoor(door: DoorView, event: AnyEvent, me: string): DoorView {
  switch (event.t) {
    case "slow_mode_set":
      return { ...door, slow_seconds: event.seconds };
    case "room_locked":
      return { ...door, locked: event.on };
    case "waiting_room_set":
      return { ...door, waiting_room: event.on };
    case "rules_published": {
      const { version, en, zh } = event;
      return { ...door, rules: { version, en, zh } };
    }
    case "rules_accepted":
      return event.member === me ? { ...door, accepted: event.version } : door;
    case "member_muted":
      return withScopes(door, event.member, (scopes) => [...scopes, ...event.scopes]);
    case "member_unmuted":
      return withScopes(door, event.member, (scopes) =>
        scopes.filter((scope) => !event.scopes.includes(scope)),
      );
    default:
      return door;
  }
}

/** The door with other mutes of one member: in the order of all scopes, and nobody with none. */
function withScopes(
  door: DoorView,
  member: string,
  change: (scopes: readonly MuteScope[]) => readonly MuteScope[],
): DoorView {
  const { [member]: before = [], ...others } = door.muted;
  const after = change(before);
  const scopes = MUTE_SCOPES.filter((scope) => after.includes(scope));
  return { ...door, muted: scopes.length === 0 ? others : { ...others, [member]: scopes } };
}

function reduceOwn(own: OwnView, event: AnyEvent): OwnView {
  if (own.member === "" || concerned(event) !== own.member) return own;
  switch (event.t) {
    case "member_muted":
      return { ...own, mutes: muted(own.mutes, event) };
    case "member_unmuted":
      return { ...own, mutes: unmuted(own.mutes, event) };
    case "member_warned": {
      const { at, by, reason, rule } = event;
      return { ...own, warning: { at, by, reason, rule } };
    }
    case "warning_dismissed":
      return { ...own, warning: null };
    case "message_held": {
      const { t: _, ...held } = event;
      return { ...own, held: [...own.held, { ...held, overdue: false }] };
    }
    case "held_overdue":
      return { ...own, held: overdue(own.held, event.number) };
    case "held_released":
    case "held_dropped":
      return { ...own, held: own.held.filter((held) => held.number !== event.number) };
    case "reported":
    case "appealed":
      return { ...own, cases: [...own.cases, begun(event)].slice(-OWN_CASES) };
    case "report_handled":
    case "appeal_decided":
      return { ...own, cases: own.cases.map((each) => ended(each, event)) };
    default:
      return own;
  }
}

/** Whose sanction or case an event is about; null for what is nobody's. */
function concerned(event: AnyEvent): string | null {
  switch (event.t) {
    case "member_muted":
    case "member_unmuted":
    case "member_warned":
    case "warning_dismissed":
      return event.member;
    case "message_held":
    case "held_overdue":
    case "held_released":
    case "held_dropped":
    case "reported":
    case "appealed":
    case "report_handled":
    case "appeal_decided":
      return event.author;
    default:
      return null;
  }
}

function begun({ t, number, at, subject }: CaseBegun): OwnCaseView {
  return { number, at, is_appeal: t === "appealed", subject, outcome: "", note: "" };
}

function ended(own: OwnCaseView, event: CaseEnded): OwnCaseView {
  if (own.number !== event.number) return own;
  const outcome = event.t === "report_handled" ? event.verdict : event.granted ? "granted" : "refused";
  return { ...own, outcome, note: event.note };
}
