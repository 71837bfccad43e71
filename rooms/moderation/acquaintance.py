"""Whom a room knows, also when they are gone: the name and role of their latest stay.

A sanction against somebody absent needs their rank; and who only moved to a sub-room is not new when they come back.
"""

from __future__ import annotations

from msgspec import Struct, field

from rooms.members.terms import LeaveReason, MemberJoined, MemberLeft
from rooms.roles import Role

REMEMBERED_MEMBERS = 2000
"""Beyond it those are forgotten whose arrival is longest ago."""
MOVED_SECONDS = 24 * 3600


class Acquaintance(Struct, gc=False):
    """`moved_at` is set while they are in a sub-room of this room."""

    name: str
    role: Role
    moved_at: float | None = None


class Acquaintances(Struct, gc=False):
    members: dict[str, Acquaintance] = field(default_factory=dict)

    def joined(self, event: MemberJoined) -> None:
        self.members.pop(event.member, None)
        self.members[event.member] = Acquaintance(event.name, event.role)
        if len(self.members) > REMEMBERED_MEMBERS:
            del self.members[next(iter(self.members))]

    def left(self, event: MemberLeft) -> None:
        known = self.members.get(event.member)
        if known is not None and event.reason is LeaveReason.MOVED:
            known.moved_at = event.at

    def stayed_out(self, member: str) -> None:
        """They were banned, and are new when they come again."""
        known = self.members.get(member)
        if known is not None:
            known.moved_at = None

    def moved(self, member: str, now: float) -> bool:
        """Whether they went from here to a sub-room, and did not come back or go elsewhere for a day."""
        known = self.members.get(member)
        return known is not None and known.moved_at is not None and known.moved_at > now - MOVED_SECONDS
