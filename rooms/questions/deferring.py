"""Questions that a class leaves open go to the question zone, with their asker, votes and clock."""

from __future__ import annotations

from collections.abc import Iterator

from rooms.events import AnyEvent
from rooms.questions.terms import AdoptQuestion, NoteAdopted
from rooms.state import RoomState
from rooms.terms import Actor, Target


def defer_all(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """Every open question, at the end of a session."""
    return []


def owed_questions(room: RoomState) -> Iterator[tuple[Target, AdoptQuestion, NoteAdopted]]:
    """Deferred ones that the zone has not confirmed."""
    yield from ()
