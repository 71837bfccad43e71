"""What may happen in chat."""

from __future__ import annotations

from rooms.chat.terms import ChatCommand
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: ChatCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []
