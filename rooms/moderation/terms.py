"""Keeping a room civil: who is let in, sanctions, rules of content with a ladder, reports and appeals. All of it as data.

Every act carries who did it and why: the log is the audit trail. What a client does cannot undo any of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from rooms.roles import Role
from rooms.terms import ClientCommand, CreatingCommand, MemberId, Number, Reason

MONTH = 30 * 24 * 3600
Seconds = Annotated[int, Meta(ge=10, le=MONTH)]
RulesText = Annotated[str, Meta(min_length=1, max_length=4000)]
GivenReason = Annotated[str, Meta(min_length=3, max_length=500)]
RuleId = Annotated[str, Meta(pattern="^[a-z0-9-]{1,40}$")]


class MuteScope(StrEnum):
    VOICE = "voice"  # microphone and the sound of a shared screen
    VIDEO = "video"  # camera and screen
    TEXT = "text"  # messages, questions, answers, hands


class RuleKind(StrEnum):
    LINKS = "links"  # `patterns` are the hosts that are allowed
    CONTACTS = "contacts"  # phone numbers, mail addresses, QQ and WeChat ids
    KEYWORDS = "keywords"  # `patterns` are words, matched without regard to case, width and spaces between Chinese signs
    REGEX = "regex"  # `patterns` in RE2's syntax: always linear in time
    FLOOD = "flood"  # more than `threshold` posts within `window` seconds
    NEAR_DUPLICATE = "near_duplicate"  # the `threshold`-th post like earlier ones within `window` seconds


class RuleEffect(StrEnum):
    HOLD = "hold"  # waits for review; nobody else sees it
    HIDE = "hide"  # posted, with a tombstone for others
    REMOVE = "remove"  # not posted at all
    MUTE = "mute"  # not posted, and the author's text is muted for `seconds`


class ReportReason(StrEnum):
    SPAM = "spam"
    ABUSE = "abuse"
    HARASSMENT = "harassment"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class SubjectKind(StrEnum):
    MEMBER = "member"
    MESSAGE = "message"
    QUESTION = "question"
    HELD = "held"


class Verdict(StrEnum):
    ACTED = "acted"
    DISMISSED = "dismissed"


class ContentRule(Struct, frozen=True, forbid_unknown_fields=True):
    """`shadow`: matches are only noted, for staff to see what the rule would do. Staff are never matched."""

    id: RuleId
    kind: RuleKind
    effect: RuleEffect
    patterns: Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=200)] = []
    threshold: Annotated[int, Meta(ge=1, le=1000)] = 5
    window: Annotated[int, Meta(ge=1, le=3600)] = 60
    seconds: Seconds = 600
    shadow: bool = True
    exempt: Annotated[list[Role], Meta(max_length=6)] = []


class LadderStep(Struct, frozen=True, forbid_unknown_fields=True):
    """From the `strikes`-th match within 30 days on: warn (`mute` and `ban` None), mute or ban for so many seconds."""

    strikes: Annotated[int, Meta(ge=1, le=100)]
    mute: Seconds | None = None
    ban: Seconds | None = None


class Subject(Struct, frozen=True, forbid_unknown_fields=True):
    """What a report or an appeal is about. `member` or `number` is set, as the kind says."""

    kind: SubjectKind
    member: MemberId | None = None
    number: Number | None = None


# ---------------------------------------------------------------- commands


class MuteMember(ClientCommand, frozen=True, tag="mute_member"):
    """Enforced by the server for `seconds`, or until it is lifted."""

    member: MemberId
    scopes: Annotated[list[MuteScope], Meta(min_length=1, max_length=3)]
    seconds: Seconds | None = None
    reason: Reason = ""


class UnmuteMember(ClientCommand, frozen=True, tag="unmute_member"):
    member: MemberId
    scopes: Annotated[list[MuteScope], Meta(min_length=1, max_length=3)]


class WarnMember(ClientCommand, frozen=True, tag="warn_member"):
    member: MemberId
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class RemoveMember(ClientCommand, frozen=True, tag="remove_member"):
    """Out of the room at once; kept out for `ban_seconds` (0: they may come back)."""

    member: MemberId
    reason: Reason = ""
    ban_seconds: Annotated[int, Meta(ge=0, le=MONTH)] = 600


class LiftBan(ClientCommand, frozen=True, tag="lift_ban"):
    member: MemberId
    reason: Reason = ""


class DismissWarning(ClientCommand, frozen=True, tag="dismiss_warning"):
    """The warned member has read it."""


class SetSlowMode(ClientCommand, frozen=True, tag="set_slow_mode"):
    """Seconds between two posts of one student; 0 switches it off."""

    seconds: Annotated[int, Meta(ge=0, le=3600)]


class LockRoom(ClientCommand, frozen=True, tag="lock_room"):
    """While locked nobody new enters but staff."""

    on: bool


class SetWaitingRoom(ClientCommand, frozen=True, tag="set_waiting_room"):
    """While on, students wait at the door until staff let them in."""

    on: bool


class AdmitMember(ClientCommand, frozen=True, tag="admit_member"):
    """`member` None: everybody who waits."""

    member: MemberId | None


class TurnAway(ClientCommand, frozen=True, tag="turn_away"):
    """Refuse somebody who waits; for ten minutes they need not ask again."""

    member: MemberId


class PublishRules(ClientCommand, frozen=True, tag="publish_rules"):
    """The next version of the rules, in both languages: to be accepted before the first post."""

    en: RulesText
    zh: RulesText


class AcceptRules(ClientCommand, frozen=True, tag="accept_rules"):
    version: Number


class SetContentRules(ClientCommand, frozen=True, tag="set_content_rules"):
    """All of them, and the ladder, replacing those before."""

    rules: Annotated[list[ContentRule], Meta(max_length=50)]
    ladder: Annotated[list[LadderStep], Meta(max_length=10)]


class ReleaseHeld(ClientCommand, frozen=True, tag="release_held"):
    """Post a held message now."""

    number: Number


class DropHeld(ClientCommand, frozen=True, tag="drop_held"):
    number: Number
    reason: Reason = ""


class Report(CreatingCommand, frozen=True, tag="report"):
    """To the staff's private queue."""

    subject: Subject
    reason: ReportReason
    text: Reason = ""


class HandleReport(ClientCommand, frozen=True, tag="handle_report"):
    number: Number
    verdict: Verdict
    note: Reason = ""


class Appeal(CreatingCommand, frozen=True, tag="appeal"):
    """Against one's hidden message, one's held message, or one's mute (`member`: oneself)."""

    subject: Subject
    text: Annotated[str, Meta(min_length=1, max_length=500)]


class DecideAppeal(ClientCommand, frozen=True, tag="decide_appeal"):
    """`granted` undoes it in place: the message comes back, the mute ends, the strike is taken back."""

    number: Number
    granted: bool
    note: Reason = ""


class ProposeExclusion(ClientCommand, frozen=True, tag="propose_exclusion"):
    """Out of the room for good, if somebody else of the staff confirms it; until then for 30 days."""

    member: MemberId
    reason: GivenReason


class ConfirmExclusion(ClientCommand, frozen=True, tag="confirm_exclusion"):
    """By somebody else than who proposed it."""

    member: MemberId


class RefuseExclusion(ClientCommand, frozen=True, tag="refuse_exclusion"):
    """The ban of 30 days stays."""

    member: MemberId
    note: Reason = ""


SanctionCommand = MuteMember | UnmuteMember | WarnMember | RemoveMember | LiftBan | DismissWarning
EntranceCommand = (
    SetSlowMode | LockRoom | SetWaitingRoom | AdmitMember | TurnAway | PublishRules | AcceptRules
)
ContentCommand = SetContentRules | ReleaseHeld | DropHeld
CaseCommand = Report | HandleReport | Appeal | DecideAppeal
ExclusionCommand = ProposeExclusion | ConfirmExclusion | RefuseExclusion
ModerationCommand = SanctionCommand | ExclusionCommand | EntranceCommand | ContentCommand | CaseCommand
