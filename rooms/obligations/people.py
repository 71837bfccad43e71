"""Who is a learner, who is owed an answer, and who of the staff, who owe it. Bots and the house itself are neither."""

from __future__ import annotations

from rooms.roles import Role, is_staff
from rooms.state import RoomState
from rooms.terms import Actor


def role_of(room: RoomState, member: str, actor: Actor) -> Role:
    """Of somebody here, of the actor, who may be at their desk, or of who was here; of a stranger, a student's."""
    here = room.members.present.get(member)
    if here is not None:
        return here.role
    if member == actor.member:
        return actor.role
    known = room.moderation.known.members.get(member)
    return Role.STUDENT if known is None else known.role


def is_learner(room: RoomState, member: str, actor: Actor) -> bool:
    return not is_staff(role_of(room, member, actor))


def wrote_as_staff(room: RoomState, member: str) -> bool:
    """Whether who posted a message is of the staff. A stranger to the room wrote from the desk."""
    known = room.members.present.get(member) or room.moderation.known.members.get(member)
    return known is None or is_staff(known.role)
