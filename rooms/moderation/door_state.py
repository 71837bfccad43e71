"""What the door knows: locked or not, who waits, who was let in or turned away lately, and who accepted the rules."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.moderation.events import (
    EntranceEvent,
    MemberAdmitted,
    MemberTurnedAway,
    RoomLocked,
    RulesAccepted,
    RulesPublished,
    SlowModeSet,
    WaitingBegan,
    WaitingEnded,
    WaitingRoomSet,
)
from rooms.moderation.view import RulesView, WaitingView

ADMITTED_SECONDS = 24 * 3600
REMEMBERED_ADMISSIONS = 1000
"""Members beyond it ask again at the door."""


class Door(Struct, gc=False):
    """`admitted` and `turned_away` map members to the second until which it counts, oldest first.

    `accepted` has the version of the rules that a member accepted last: one number per member, as long as the room.
    """

    slow_seconds: int = 0
    is_locked: bool = False
    has_waiting_room: bool = False
    waiting: dict[str, WaitingView] = field(default_factory=dict)
    admitted: dict[str, float] = field(default_factory=dict)
    turned_away: dict[str, float] = field(default_factory=dict)
    rules: RulesView | None = None
    accepted: dict[str, int] = field(default_factory=dict)

    def is_admitted(self, member: str, now: float) -> bool:
        return self.admitted.get(member, now) > now

    def apply(self, event: EntranceEvent) -> None:
        match event:
            case SlowModeSet():
                self.slow_seconds = event.seconds
            case RoomLocked():
                self.is_locked = event.on
            case WaitingRoomSet():
                self.has_waiting_room = event.on
            case RulesPublished():
                self.rules = RulesView(event.version, event.en, event.zh)
            case RulesAccepted():
                self.accepted[event.member] = event.version
            case WaitingBegan() | WaitingEnded() | MemberAdmitted() | MemberTurnedAway():
                self._waiting_changed(event)
            case _:
                assert_never(event)

    def _waiting_changed(
        self, event: WaitingBegan | WaitingEnded | MemberAdmitted | MemberTurnedAway
    ) -> None:
        match event:
            case WaitingBegan():
                self.waiting[event.member] = waiting_of(event)
            case WaitingEnded():
                del self.waiting[event.member]
            case MemberAdmitted():
                del self.waiting[event.member]
                _remember(self.admitted, event.member, event.at + ADMITTED_SECONDS)
            case MemberTurnedAway():
                del self.waiting[event.member]
                _remember(self.turned_away, event.member, event.until)
            case _:
                assert_never(event)

    def removed(self, member: str) -> None:
        """Who was removed asks again."""
        self.admitted.pop(member, None)

    def forgiven(self, member: str) -> None:
        self.turned_away.pop(member, None)


def waiting_of(event: WaitingBegan) -> WaitingView:
    return WaitingView(event.member, event.name, event.role, event.at)


def _remember(until: dict[str, float], member: str, end: float) -> None:
    until.pop(member, None)
    until[member] = end
    if len(until) > REMEMBERED_ADMISSIONS:
        del until[next(iter(until))]
