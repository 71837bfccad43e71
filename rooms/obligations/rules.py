"""What people may do with obligations, and what time does to them."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.obligations.terms import ObligationsCommand, ObligationsSystemCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: ObligationsCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def decide_system(room: RoomState, command: ObligationsSystemCommand, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []
