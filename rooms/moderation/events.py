"""What staff, rules and time did to keep the room civil, and what members asked of them. Each says who and why."""

from __future__ import annotations

from rooms.chat.terms import Attachment
from rooms.moderation.terms import (
    ContentRule,
    LadderStep,
    MuteScope,
    ReportReason,
    Subject,
    Verdict,
)
from rooms.roles import Role
from rooms.terms import Created, Event

# ---------------------------------------------------------------- sanctions


class MemberMuted(Event, frozen=True, tag="member_muted", kw_only=True):
    """`by` is empty when a rule did it. Peers see the scopes alone. `inherited`: it holds in the parent, where it ends."""

    member: str
    scopes: list[MuteScope]
    by: str
    reason: str = ""
    until: float | None = None
    rule: str | None = None
    inherited: bool = False


class MemberUnmuted(Event, frozen=True, tag="member_unmuted", kw_only=True):
    """`by` is empty when its time was over, or did not count."""

    member: str
    scopes: list[MuteScope]
    by: str


class MemberWarned(Event, frozen=True, tag="member_warned", kw_only=True):
    """For the member and staff."""

    member: str
    by: str
    reason: str
    rule: str | None = None


class WarningDismissed(Event, frozen=True, tag="warning_dismissed", kw_only=True):
    member: str


class MemberRemoved(Event, frozen=True, tag="member_removed", kw_only=True):
    """Their devices are detached next. Peers see only that they leave. `until`: end of the ban, None for no ban."""

    member: str
    name: str
    by: str
    reason: str
    until: float | None = None
    rule: str | None = None


class BanLifted(Event, frozen=True, tag="ban_lifted", kw_only=True):
    """`by` is empty when its time was over, or did not count."""

    member: str
    by: str
    reason: str = ""


class ExclusionProposed(Event, frozen=True, tag="exclusion_proposed", kw_only=True):
    """For staff: `member_removed` goes before it. Until somebody else has decided, that ban holds."""

    member: str
    name: str
    by: str
    by_name: str
    reason: str


class ExclusionConfirmed(Event, frozen=True, tag="exclusion_confirmed", kw_only=True):
    """For staff: the ban has no end any more."""

    member: str
    by: str


class ExclusionRefused(Event, frozen=True, tag="exclusion_refused", kw_only=True):
    """For staff: the ban stays as it is."""

    member: str
    by: str
    note: str


# ---------------------------------------------------------------- the door


class SlowModeSet(Event, frozen=True, tag="slow_mode_set", kw_only=True):
    seconds: int
    by: str


class RoomLocked(Event, frozen=True, tag="room_locked", kw_only=True):
    on: bool
    by: str


class WaitingRoomSet(Event, frozen=True, tag="waiting_room_set", kw_only=True):
    on: bool
    by: str


class WaitingBegan(Event, frozen=True, tag="waiting_began", kw_only=True):
    member: str
    name: str
    role: Role


class WaitingEnded(Event, frozen=True, tag="waiting_ended", kw_only=True):
    """They went away."""

    member: str


class MemberAdmitted(Event, frozen=True, tag="member_admitted", kw_only=True):
    """They may come in now, and again for the rest of the day."""

    member: str
    by: str


class MemberTurnedAway(Event, frozen=True, tag="member_turned_away", kw_only=True):
    member: str
    by: str
    until: float


class RulesPublished(Event, frozen=True, tag="rules_published", kw_only=True):
    version: int
    en: str
    zh: str
    by: str


class RulesAccepted(Event, frozen=True, tag="rules_accepted", kw_only=True):
    member: str
    version: int


# ---------------------------------------------------------------- content


class ContentRulesSet(Event, frozen=True, tag="content_rules_set", kw_only=True):
    rules: list[ContentRule]
    ladder: list[LadderStep]
    by: str


class RuleMatched(Event, frozen=True, tag="rule_matched", kw_only=True):
    """For staff. What follows from it are events of their own; a `shadow` match has none, and is no strike."""

    rule: str
    member: str
    excerpt: str
    shadow: bool
    anonymous: bool = False  # of an anonymous question: staff are not told whose


class StrikeTaken(Event, frozen=True, tag="strike_taken", kw_only=True):
    """Taken back, by a granted appeal: the one of `struck_at`, when a rule matched."""

    member: str
    by: str
    struck_at: float


class MessageHeld(Created, frozen=True, tag="message_held", kw_only=True):
    """`review_by`: until then somebody should have looked at it; None: nobody said when."""

    number: int
    author_name: str
    body: str
    rule: str
    reply_to: int | None = None
    mentions: list[str] = []
    attachments: list[Attachment] = []
    review_by: float | None = None


class HeldOverdue(Event, frozen=True, tag="held_overdue", kw_only=True):
    """Nobody has looked at it in time. Once for each."""

    number: int
    author: str


class HeldReleased(Event, frozen=True, tag="held_released", kw_only=True):
    """`message_posted` follows it."""

    number: int
    author: str
    by: str


class HeldDropped(Event, frozen=True, tag="held_dropped", kw_only=True):
    number: int
    author: str
    by: str
    reason: str


# ---------------------------------------------------------------- cases


class Reported(Created, frozen=True, tag="reported", kw_only=True):
    """For staff; its author sees it as their own case."""

    number: int
    author_name: str
    subject: Subject
    about: str
    excerpt: str
    reason: ReportReason
    text: str


class Appealed(Created, frozen=True, tag="appealed", kw_only=True):
    number: int
    author_name: str
    subject: Subject
    excerpt: str
    text: str


class ReportHandled(Event, frozen=True, tag="report_handled", kw_only=True):
    number: int
    author: str
    by: str
    verdict: Verdict
    note: str


class AppealDecided(Event, frozen=True, tag="appeal_decided", kw_only=True):
    """What it undoes are events of their own."""

    number: int
    author: str
    by: str
    granted: bool
    note: str


ExclusionEvent = ExclusionProposed | ExclusionConfirmed | ExclusionRefused
SanctionEvent = (
    MemberMuted | MemberUnmuted | MemberWarned | WarningDismissed | MemberRemoved | BanLifted | ExclusionEvent
)
EntranceEvent = (
    SlowModeSet
    | RoomLocked
    | WaitingRoomSet
    | WaitingBegan
    | WaitingEnded
    | MemberAdmitted
    | MemberTurnedAway
    | RulesPublished
    | RulesAccepted
)
HeldEvent = MessageHeld | HeldOverdue | HeldReleased | HeldDropped
ContentEvent = ContentRulesSet | RuleMatched | StrikeTaken | HeldEvent
CaseEvent = Reported | Appealed | ReportHandled | AppealDecided
ModerationEvent = SanctionEvent | EntranceEvent | ContentEvent | CaseEvent
