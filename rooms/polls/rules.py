"""What may happen in polls."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.polls.terms import PollsCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: PollsCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []
