"""The door: who is let in, and who waits."""

from __future__ import annotations

from rooms.decision import Refused
from rooms.events import AnyEvent
from rooms.rejections import Rejection
from rooms.state import RoomState
from rooms.terms import Actor


def let_in(room: RoomState, actor: Actor, now: float) -> Rejection | Refused | None:
    """None: come in. Else a rejection (banned, locked), or one with the beginning of waiting."""
    return None


def stop_waiting(room: RoomState, member: str, now: float) -> list[AnyEvent]:
    """Somebody who may wait at the door went away."""
    return []
