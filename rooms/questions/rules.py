"""What may happen in questions."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.questions.terms import QuestionsCommand, QuestionsSystemCommand
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: QuestionsCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []


def decide_system(room: RoomState, command: QuestionsSystemCommand, now: float) -> Decision:
    raise NotImplementedError
