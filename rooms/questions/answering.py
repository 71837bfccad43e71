"""Answering live: one focused question per stage, with a start, an end, and a cap of ten minutes."""

from __future__ import annotations

from rooms.events import AnyEvent
from rooms.state import RoomState


def begin(room: RoomState, number: int, by: str, now: float) -> list[AnyEvent]:
    """Focus the question and start its live answer, ending another; nothing if it cannot be answered now."""
    return []


def end_with_stage(room: RoomState, number: int, by: str, now: float) -> list[AnyEvent]:
    """Its asker left the stage: the live answer ends, if it runs."""
    return []
