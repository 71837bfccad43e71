"""Who is behind a member id: somebody present, at the door, or remembered from an earlier stay; and whether one may
act against them.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role, outranks
from rooms.state import RoomState
from rooms.terms import Actor


class Who(Struct, frozen=True):
    name: str
    role: Role


def whois(room: RoomState, member: str) -> Who | None:
    """None for a stranger, or somebody who was here too long ago."""
    known = (
        room.members.present.get(member)
        or room.moderation.door.waiting.get(member)
        or room.moderation.known.members.get(member)
    )
    return None if known is None else Who(known.name, known.role)


def outranked(room: RoomState, actor: Actor, member: str) -> Rejection | None:
    """Refuses what is done against, or undone for, somebody of the actor's own rank or above, also oneself.

    Nothing is compared with a stranger.
    """
    who = whois(room, member)
    if who is None or outranks(room.members.role_of(actor), who.role):
        return None
    return Rejection(RejectionCode.OUTRANKED, f"{member} is {who.role}")
