"""What a sanction takes with it, whoever laid it: announced media that may not be sent, a place in the room or at the door.

Staff (`sanctions.py`) and rules (`ladder.py`) sanction in the same way.
"""

from __future__ import annotations

from rooms.events import AnyEvent
from rooms.members.announcing import bound
from rooms.members.publishing import narrowed, publishable
from rooms.members.rules import send_away
from rooms.members.terms import LeaveReason
from rooms.moderation.entrance import stop_waiting
from rooms.moderation.events import MemberMuted, MemberRemoved
from rooms.state import RoomState


def muted(room: RoomState, event: MemberMuted) -> list[AnyEvent]:
    present = room.members.present.get(event.member)
    if present is None:
        return [event]
    sources = publishable(room, event.member, present.role)
    allowed = narrowed(sources, frozenset(event.scopes), quiet=False)  # on top of what narrowed them already
    return [event, *bound(room, event.member, allowed, event.at)]


def removed(room: RoomState, event: MemberRemoved) -> list[AnyEvent]:
    return [
        event,
        *stop_waiting(room, event.member, event.at),
        *send_away(room, event.member, LeaveReason.REMOVED, event.at),
    ]
