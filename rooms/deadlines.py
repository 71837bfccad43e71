"""When time matters to a room next: the earliest deadline of its concepts.

Asked after every change, by a host for each of its rooms. What people write and are owed changes all the time and moves
no other concept's deadline, so those are kept until something else happens. Never part of the state.
"""

from __future__ import annotations

from typing import get_args

from rooms.chat.terms import ChatEvent
from rooms.events import AnyEvent
from rooms.life import days
from rooms.moving.terms import MovingEvent
from rooms.obligations.events import ObligationsEvent
from rooms.schedule import rules as schedule
from rooms.state import RoomState

_MOVING_NO_OTHER = frozenset((*get_args(ChatEvent), *get_args(ObligationsEvent), *get_args(MovingEvent)))


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
        owed = self._state.obligations.next_deadline()
        if self._others is None or (owed is not None and owed < self._others):
            return owed
        return self._others

    def _earliest_other(self) -> float | None:
        state = self._state
        deadlines = (
            state.members.next_deadline(),
            state.moderation.next_deadline(),
            state.stage.next_deadline(),
            state.questions.next_deadline(),
            state.polls.next_deadline(),
            state.focus.next_deadline(),
            state.sub_rooms.next_deadline(),
            days.next_deadline(state),
            schedule.next_deadline(state),
        )
        return min((deadline for deadline in deadlines if deadline is not None), default=None)
