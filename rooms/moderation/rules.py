"""What may happen in moderation."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation.terms import ModerationCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: ModerationCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []
