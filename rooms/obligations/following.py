"""What every other event of a room means for what it owes: somebody spoke up, somebody answered, somebody left."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.events import AnyEvent
from rooms.state import RoomState


def follow(room: RoomState, events: Sequence[AnyEvent], now: float) -> list[AnyEvent]:
    """The events of obligations that go with `events`, which were decided on `room` as it is now."""
    return []
