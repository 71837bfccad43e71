"""What may happen in stage."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.stage.terms import StageCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: StageCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []


def clear_stage(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """Everybody back to the audience, and every hand down: class has ended."""
    return []
