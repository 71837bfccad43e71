"""How events change what a client sees of sub-rooms.

What is for staff alone (calls for help of other rooms) comes to staff alone, so nothing here asks who looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from rooms.sub_rooms.terms import (
    BreakoutAssigned,
    BreakoutHeard,
    BreakoutRecalled,
    BreakoutTold,
    HelpAnswered,
    HelpCalled,
    HelpEnded,
    HelpNoted,
    HelpView,
    SubRoomClosed,
    SubRoomClosing,
    SubRoomOccupied,
    SubRoomOpened,
    SubRoomsEvent,
    SubRoomsView,
    SubRoomView,
)


def reduce(view: SubRoomsView, event: SubRoomsEvent) -> SubRoomsView:
    match event:
        case SubRoomOpened() | SubRoomOccupied() | SubRoomClosing() | SubRoomClosed():
            return _reduce_rooms(view, event)
        case HelpCalled() | HelpEnded() | HelpNoted() | HelpAnswered():
            return _reduce_help(view, event)
        case BreakoutAssigned():
            own = next(iter(event.rooms.values()), view.assigned)
            return replace(view, assigned=own)
        case BreakoutRecalled():
            return replace(view, recalled_at=event.until)
        case BreakoutTold() | BreakoutHeard():
            return view  # shown where it arrives, as a message
        case _:
            assert_never(event)


def _reduce_rooms(
    view: SubRoomsView, event: SubRoomOpened | SubRoomOccupied | SubRoomClosing | SubRoomClosed
) -> SubRoomsView:
    match event:
        case SubRoomOpened():
            return replace(view, rooms=[*view.rooms, _opened(event)])
        case SubRoomOccupied():
            return _changed(
                view, event.number, lambda room: replace(room, count=event.count, closes_at=event.closes_at)
            )
        case SubRoomClosing():
            view = _changed(view, event.number, lambda room: replace(room, closing=True))
            goes_on = any(room.breakout and not room.closing for room in view.rooms)
            return view if goes_on else replace(view, recalled_at=None)
        case SubRoomClosed():
            return replace(
                view,
                rooms=[room for room in view.rooms if room.number != event.number],
                assigned=None if view.assigned == event.number else view.assigned,
            )
        case _:
            assert_never(event)


def _opened(event: SubRoomOpened) -> SubRoomView:
    return SubRoomView(
        number=event.number,
        title=event.title,
        seats=event.seats,
        author=event.author,
        author_name=event.author_name,
        breakout=event.breakout,
        quiet=event.quiet,
        closes_at=event.closes_at,
    )


def _reduce_help(
    view: SubRoomsView, event: HelpCalled | HelpEnded | HelpNoted | HelpAnswered
) -> SubRoomsView:
    match event:
        case HelpCalled():
            since = event.at if view.help is None else view.help.since
            return replace(view, help=HelpView(event.member, event.name, event.summary, since))
        case HelpEnded():
            return replace(view, help=None)
        case HelpNoted():
            return _changed(view, event.number, lambda room: replace(room, help=_noted(room.help, event)))
        case HelpAnswered():
            return _changed(view, event.number, lambda room: replace(room, help=_answered(room.help, event)))
        case _:
            assert_never(event)


def _noted(known: HelpView | None, event: HelpNoted) -> HelpView | None:
    """The same call again, with other words, stays answered."""
    if event.summary is None:
        return None
    is_same = known is not None and known.since == event.since
    answered_by = known.answered_by if known is not None and is_same else ""
    return HelpView(event.member, event.name, event.summary, event.since, answered_by)


def _answered(known: HelpView | None, event: HelpAnswered) -> HelpView | None:
    return None if known is None else replace(known, answered_by=event.by_name)


def _changed(view: SubRoomsView, number: int, change: Callable[[SubRoomView], SubRoomView]) -> SubRoomsView:
    return replace(view, rooms=[change(room) if room.number == number else room for room in view.rooms])
