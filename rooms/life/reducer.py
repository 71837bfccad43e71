"""How opening, arranging, closing, days and sessions change what a client sees."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.kinds import POLICIES
from rooms.life.terms import (
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
from rooms.view import RoomView


def reduce(view: RoomView, event: LifeEvent) -> RoomView:
    match event:
        case RoomOpened():
            return _opened(view, event)
        case RoomArranged():
            return _arranged(view, event)
        case DayBegan():
            return replace(view, day=DayView(event.date, event.zone, event.after))
        case DaysSet():
            return view
        case RoomClosed():
            return replace(view, closed=True)
        case SessionStarted():
            return replace(view, session=SessionView(event.number, event.at))
        case SessionEnded():
            return replace(view, session=None)
        case _:
            assert_never(event)


def _opened(view: RoomView, event: RoomOpened) -> RoomView:
    policy = POLICIES[event.kind]
    return replace(
        view,
        title=event.title,
        kind=event.kind,
        purpose=event.purpose,
        capacity=event.seats or policy.capacity,
        has_media=policy.has_media,
        everyone_publishes=policy.everyone_publishes,
        everyone_runs_timer=policy.everyone_runs_timer,
        quiet=event.quiet,
        parent=event.parent,
    )


def _arranged(view: RoomView, event: RoomArranged) -> RoomView:
    return replace(
        view,
        title=event.title,
        purpose=event.purpose,
        daily=event.daily,
        archived=event.archived,
        day=view.day if event.daily else None,
    )
