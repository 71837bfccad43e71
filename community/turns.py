"""Whose turn it is in a shift: its occurrences in UTC, the rotation through them, and the turns that people swapped.

A turn is one occurrence of a shift. Where the rotation hands over by day or week, each day of an occurrence that is
longer than a day is a turn of its own. It begins and ends when clocks first reach its times, so turns that follow each
other on the wall follow each other in UTC. Overrides and other shifts it never knows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from community.local_time import MINUTES_A_DAY, first_reached, local_day, wall_time
from community.recurrence import days_until
from community.rosters import Handover, OwnTurn, Roster, Shift, Swap

_A_DAY = timedelta(days=1)
Swapped = Mapping[tuple[str, date], str]
"""Who has a turn instead of whom the rotation says, by shift and day."""


class Turn(NamedTuple):
    """From `start` to before `end`, UTC seconds. `number` counts through the rotation; `day` names the turn."""

    start: float
    end: float
    shift: Shift
    day: date
    number: int

    @property
    def in_rotation(self) -> str | None:
        """Whose turn it is before anybody swaps; None: nobody took the shift yet."""
        return turned(self.shift.rotation, self.number)[0] if self.shift.rotation else None


def turned(people: Sequence[str], number: int) -> Sequence[str]:
    """The order of asking in turn `number`: each is the first in theirs."""
    first = number % max(1, len(people))
    return [*people[first:], *people[:first]]


def turns_of(shift: Shift, start: float, end: float) -> Iterator[Turn]:
    """The turns that overlap the time from `start` to `end`, by the days on which their occurrences begin."""
    zone = ZoneInfo(shift.zone)
    days = days_until(shift.recurrence, shift.since, local_day(zone, end).year + 1)
    longest = timedelta(minutes=shift.length)
    first = bisect_left(days, local_day(zone, start) - longest - _A_DAY)
    last = bisect_right(days, local_day(zone, end) + _A_DAY)
    for occurrence in range(first, last):
        if days[occurrence] not in shift.skipped:
            for turn in _turns_of_occurrence(shift, zone, days[occurrence], occurrence):
                if turn.start < end and start < turn.end:
                    yield turn


def swapped(roster: Roster) -> Swapped:
    """Who has which turn by swap, where both had what they gave when it came to their swap."""
    return _exchanged(roster)[0]


def void_swaps(roster: Roster) -> list[Swap]:
    """Swaps without effect: a turn that is not there, or was not that person's any more."""
    return _exchanged(roster)[1]


def _turns_of_occurrence(shift: Shift, zone: ZoneInfo, day: date, occurrence: int) -> Iterator[Turn]:
    end = shift.start + shift.length
    step = shift.length if shift.handover is Handover.SHIFT else MINUTES_A_DAY
    for passed, begins in enumerate(range(shift.start, end, step)):
        starts = first_reached(zone, wall_time(day, begins))
        ends = first_reached(zone, wall_time(day, min(begins + step, end)))
        named = day + passed * _A_DAY
        if starts < ends:
            yield Turn(starts, ends, shift, named, _number(shift, named, occurrence))


def _number(shift: Shift, day: date, occurrence: int) -> int:
    if shift.handover is Handover.SHIFT:
        return occurrence
    if shift.handover is Handover.DAY:
        return (day - shift.since).days
    return (_monday(day) - _monday(shift.since)).days // 7


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _exchanged(roster: Roster) -> tuple[dict[tuple[str, date], str], list[Swap]]:
    shifts = {shift.id: shift for shift in roster.shifts}
    holders: dict[tuple[str, date], str] = {}
    void: list[Swap] = []
    for swap in roster.swaps:
        one, other = swap.one, swap.other
        if _has(shifts, holders, one) and _has(shifts, holders, other):
            holders[one.shift, one.day] = other.person
            holders[other.shift, other.day] = one.person
        else:
            void.append(swap)
    return holders, void


def _has(shifts: Mapping[str, Shift], holders: Swapped, turn: OwnTurn) -> bool:
    holder = holders.get((turn.shift, turn.day)) or _planned(shifts[turn.shift], turn.day)
    return holder == turn.person


def _planned(shift: Shift, day: date) -> str | None:
    """Whom the rotation gives the turn of that day, if there is one."""
    zone = ZoneInfo(shift.zone)
    start, end = first_reached(zone, wall_time(day)), first_reached(zone, wall_time(day + _A_DAY))
    return next((turn.in_rotation for turn in turns_of(shift, start, end) if turn.day == day), None)
