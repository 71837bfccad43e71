"""The questions of a room with their times, for a table, from its log."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from rooms.events import AnyEvent


class QuestionRow(Struct, frozen=True):
    question: int


def question_rows(events: Sequence[tuple[int, AnyEvent]]) -> list[QuestionRow]:
    return []
