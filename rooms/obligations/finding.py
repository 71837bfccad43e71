"""Which obligation somebody means: one that is there for them, and open. Nothing here changes or decides anything."""

from __future__ import annotations

from rooms.obligations.obligation import Obligation
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import is_staff
from rooms.state import RoomState
from rooms.terms import Actor


def find(room: RoomState, id: int, actor: Actor) -> Obligation | Rejection:
    """Refuses with NOT_FOUND what never was or is hidden from the actor, with TOO_OLD what the room has forgotten."""
    found = room.obligations.find(id)
    if found is None and id <= room.obligations.last_id:
        return Rejection(RejectionCode.TOO_OLD, f"obligation {id}")
    if found is None or (found.private and not _may_see(room, found, actor)):
        return Rejection(RejectionCode.NOT_FOUND, f"obligation {id}")
    return found


def find_open(room: RoomState, id: int, actor: Actor) -> Obligation | Rejection:
    """As `find`; what is over is in the WRONG_STATE."""
    found = find(room, id, actor)
    if isinstance(found, Obligation) and not found.is_open:
        return Rejection(RejectionCode.WRONG_STATE, f"obligation {id} is {found.seen.state}")
    return found


def _may_see(room: RoomState, found: Obligation, actor: Actor) -> bool:
    return found.asker == actor.member or is_staff(room.members.role_of(actor))
