"""What a room remembers of its own life: its title, kind and purpose, whose sub-room it is, and the session that runs."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import (
    Day,
    DayBegan,
    DaysSet,
    DayView,
    LifeEvent,
    RoomArranged,
    RoomClosed,
    RoomOpened,
    SessionEnded,
    SessionStarted,
    SessionView,
)


class Life(Struct, gc=False):
    """`session` is the number of the latest one, 0 before the first; `session_at` its start, None when none runs. `day` is the running one
    of a daily room, `days` those that are to come in `zone`, in order.
    """

    is_open: bool = False
    closed_at: float | None = None
    title: str = ""
    kind: RoomKind = RoomKind.ZONE
    id: str = ""
    seats: int | None = None
    parent: str | None = None
    number: int | None = None
    is_quiet: bool = False
    purpose: Purpose = Purpose.QUESTIONS
    is_daily: bool = False
    is_archived: bool = False
    day: DayView | None = None
    zone: str = ""
    days: list[Day] = field(default_factory=list)
    session: int = 0
    session_at: float | None = None

    def apply(self, event: LifeEvent) -> None:
        match event:
            case RoomOpened():
                self.is_open, self.title, self.kind = True, event.title, event.kind
                self.id, self.seats, self.is_quiet = event.id, event.seats, event.quiet
                self.parent, self.number, self.purpose = event.parent, event.number, event.purpose
            case RoomArranged():
                self._arranged(event)
            case DaysSet():
                self.zone, self.days = event.zone, list(event.days)
            case DayBegan():
                self.day = DayView(event.date, event.zone, event.after)
                self.days = [day for day in self.days if day.date > event.date]
            case RoomClosed():
                self.closed_at = event.at
            case SessionStarted():
                self.session, self.session_at = event.number, event.at
            case SessionEnded():
                self.session_at = None
            case _:
                assert_never(event)

    def _arranged(self, event: RoomArranged) -> None:
        self.title, self.purpose = event.title, event.purpose
        self.is_daily, self.is_archived = event.daily, event.archived
        if not event.daily:
            self.day, self.days = None, []

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    def offset_ms(self, now: float) -> int | None:
        """Milliseconds since the session began; None when none runs."""
        return None if self.session_at is None else round((now - self.session_at) * 1000)

    def view(self) -> SessionView | None:
        return None if self.session_at is None else SessionView(self.session, self.session_at)
