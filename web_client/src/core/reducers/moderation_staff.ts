/* How events change the queues and lists that only staff see of moderation. */
import type { AnyEvent, BanView, CaseView, HeldView, StaffView } from "../wire.gen";
import { muted, unmuted } from "./mutes";

const RECENT_MATCHES = 20;

export function reduceStaff(staff: StaffView, event: AnyEvent): StaffView {
  switch (event.t) {
    case "waiting_began": {
      const { member, name, role, at } = event;
      return { ...staff, waiting: [...notOf(staff.waiting, member), { member, name, role, at }] };
    }
    case "waiting_ended":
    case "member_admitted":
    case "member_turned_away":
      return { ...staff, waiting: notOf(staff.waiting, event.member) };
    case "member_muted":
      return { ...staff, mutes: muted(staff.mutes, event) };
    case "member_unmuted":
      return { ...staff, mutes: unmuted(staff.mutes, event) };
    case "member_removed":
      return { ...staff, bans: banned(staff.bans, event) };
    case "ban_lifted":
      return {
        ...staff,
        bans: notOf(staff.bans, event.member),
        exclusions: notOf(staff.exclusions, event.member),
      };
    case "exclusion_proposed":
    case "exclusion_confirmed":
    case "exclusion_refused":
      return reduceExclusion(staff, event);
    default:
      return reduceContent(staff, event);
  }
}

type Exclusion = Extract<AnyEvent, { t: "exclusion_proposed" | "exclusion_confirmed" | "exclusion_refused" }>;

function reduceExclusion(staff: StaffView, event: Exclusion): StaffView {
  if (event.t === "exclusion_proposed") {
    const { t: _, ...proposal } = event;
    return { ...staff, exclusions: [...staff.exclusions, proposal] };
  }
  const exclusions = notOf(staff.exclusions, event.member);
  if (event.t === "exclusion_refused") return { ...staff, exclusions };
  const forGood = (ban: BanView) => (ban.member === event.member ? { ...ban, until: null } : ban);
  return { ...staff, exclusions, bans: staff.bans.map(forGood) };
}

function reduceContent(staff: StaffView, event: AnyEvent): StaffView {
  switch (event.t) {
    case "content_rules_set":
      return { ...staff, rules: event.rules, ladder: event.ladder };
    case "rule_matched": {
      const { at, rule, member, excerpt, shadow } = event;
      const matches = [...staff.matches, { at, rule, member, excerpt, shadow }].slice(-RECENT_MATCHES);
      return { ...staff, matches };
    }
    case "message_held": {
      const { t: _, ...held } = event;
      return { ...staff, held: [...staff.held, { ...held, overdue: false }] };
    }
    case "held_overdue":
      return { ...staff, held: overdue(staff.held, event.number) };
    case "held_released":
    case "held_dropped":
      return { ...staff, held: staff.held.filter((held) => held.number !== event.number) };
    case "reported":
    case "appealed":
      return { ...staff, cases: [...staff.cases, caseOf(event)] };
    case "report_handled":
    case "appeal_decided":
      return { ...staff, cases: staff.cases.filter((each) => each.number !== event.number) };
    default:
      return staff;
  }
}

/** Of held messages: nobody has looked at this one in time. */
export function overdue(held: readonly HeldView[], number: number): readonly HeldView[] {
  return held.map((each) => (each.number === number ? { ...each, overdue: true } : each));
}

function notOf<T extends { readonly member: string }>(all: readonly T[], member: string): readonly T[] {
  return all.filter((each) => each.member !== member);
}

/** Without an end they may come back at once: no ban, and one that there was stays. */
function banned(
  bans: readonly BanView[],
  event: Extract<AnyEvent, { t: "member_removed" }>,
): readonly BanView[] {
  const { member, name, at, until, by, reason } = event;
  return until === null ? bans : [...notOf(bans, member), { member, name, at, until, by, reason }];
}

/** The subject of an appeal is its author's. */
function caseOf(event: Extract<AnyEvent, { t: "reported" | "appealed" }>): CaseView {
  const { number, at, author: member, author_name: member_name, subject, excerpt, text } = event;
  const about = event.t === "reported" ? event.about : member;
  const reason = event.t === "reported" ? event.reason : null;
  return { number, at, member, member_name, subject, about, excerpt, text, reason };
}
