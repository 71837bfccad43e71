"""What is seen of moderation: the door and the rules by everybody, one's own sanctions by oneself, the queues by staff."""

from __future__ import annotations

from msgspec import Struct

from rooms.chat.terms import Attachment
from rooms.moderation.terms import ContentRule, LadderStep, MuteScope, ReportReason, Subject
from rooms.roles import Role


class RulesView(Struct, frozen=True):
    version: int
    en: str
    zh: str


class DoorView(Struct, frozen=True):
    """For everybody. `accepted` is the version of the rules that the viewer accepted, or 0. Who is `muted`, all see."""

    slow_seconds: int = 0
    locked: bool = False
    waiting_room: bool = False
    rules: RulesView | None = None
    accepted: int = 0
    muted: dict[str, list[MuteScope]] = {}


class MuteView(Struct, frozen=True):
    member: str
    scope: MuteScope
    at: float
    by: str
    reason: str
    until: float | None = None
    rule: str | None = None
    inherited: bool = False  # from the parent of this sub-room


class WarningView(Struct, frozen=True):
    at: float
    by: str
    reason: str
    rule: str | None = None


class HeldView(Struct, frozen=True):
    """A message that waits for review: seen by its author and staff. `overdue`: longer than until `review_by`."""

    number: int
    at: float
    author: str
    author_name: str
    cid: str
    body: str
    rule: str
    reply_to: int | None = None
    mentions: list[str] = []
    attachments: list[Attachment] = []
    review_by: float | None = None
    overdue: bool = False


class OwnCaseView(Struct, frozen=True):
    """One's own report or appeal. `outcome` is empty while it is open: acted, dismissed, granted or refused."""

    number: int
    at: float
    is_appeal: bool
    subject: Subject
    outcome: str = ""
    note: str = ""


class OwnView(Struct, frozen=True):
    """For `member`, the viewer, alone: their mutes, the newest unread warning, their held messages, their last ten cases.

    `member` is empty in what a class of viewers shares. With it a client knows its own among what staff are told.
    """

    member: str = ""
    mutes: list[MuteView] = []
    warning: WarningView | None = None
    held: list[HeldView] = []
    cases: list[OwnCaseView] = []


class WaitingView(Struct, frozen=True):
    member: str
    name: str
    role: Role
    at: float


class BanView(Struct, frozen=True):
    """`until` None: for good."""

    member: str
    name: str
    at: float
    until: float | None
    by: str
    reason: str


class ExclusionView(Struct, frozen=True):
    """A proposal to remove somebody for good, which somebody else than `by` confirms or refuses."""

    member: str
    name: str
    at: float
    by: str
    by_name: str
    reason: str


class CaseView(Struct, frozen=True):
    """An open report or appeal."""

    number: int
    at: float
    member: str
    member_name: str
    subject: Subject
    about: str  # whose it is: a member id, or empty
    excerpt: str
    text: str
    reason: ReportReason | None = None  # None: an appeal


class MatchView(Struct, frozen=True):
    at: float
    rule: str
    member: str
    excerpt: str
    shadow: bool


class StaffView(Struct, frozen=True):
    """For staff alone. `matches` are the newest twenty."""

    waiting: list[WaitingView] = []
    held: list[HeldView] = []
    cases: list[CaseView] = []
    mutes: list[MuteView] = []
    bans: list[BanView] = []
    exclusions: list[ExclusionView] = []
    matches: list[MatchView] = []
    rules: list[ContentRule] = []
    ladder: list[LadderStep] = []


class ModerationView(Struct, frozen=True):
    """`staff` is None for who is not."""

    door: DoorView = DoorView()
    own: OwnView = OwnView()
    staff: StaffView | None = None
