"""When time matters to a room next: the earliest deadline of its concepts.

Asked after every change, by a host for each of its rooms. What people write and are owed changes all the time and moves
no other concept's deadline, so those are kept until something else happens. Never part of the state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from rooms.chat.terms import ChatEvent
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationsEvent
from rooms.state import RoomState

_MOVING_NO_OTHER = frozenset((*get_args(ChatEvent), *get_args(ObligationsEvent)))


class Deadlines:
    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._others: float | None = None
        self._others_are_known = False

    def applied(self, event: AnyEvent) -> None:
        """It has changed the state."""
        if type(event) not in _MOVING_NO_OTHER:
            self._others_are_known = False

    def earliest(self) -> float | None:
        """UTC seconds; None: never."""
        if not self._others_are_known:
            self._others, self._others_are_known = self._earliest_other(), True
        return _earliest((self._others, self._state.obligations.next_deadline()))

    def _earliest_other(self) -> float | None:
        state = self._state
        return _earliest(
            concept.next_deadline()
            for concept in (
                state.members,
                state.moderation,
                state.stage,
                state.questions,
                state.polls,
                state.focus,
                state.sub_rooms,
            )
        )


def _earliest(deadlines: Iterable[float | None]) -> float | None:
    return min((deadline for deadline in deadlines if deadline is not None), default=None)
