"""Who is behind a member id: somebody present, at the door, or remembered from an earlier stay."""

from __future__ import annotations

from msgspec import Struct

from rooms.roles import Role
from rooms.state import RoomState


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
