"""What may happen in focus."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.focus.terms import FocusCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: FocusCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []
