"""Which days a daily report is due for: one per day that the local calendar has, from one report to the next.

The report of a day is due when local clocks first reach its time, and tells of all since the report before. What was
missed is due at once, each day for itself. When anybody asks, it never knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from community.local_time import first_reached, local_day, wall_time

MOST_MISSED = 7
"""So many days are made up for, the newest."""
_ONE = timedelta(days=1)


class ReportDay(Struct, frozen=True):
    """UTC seconds; `end` is not part of it."""

    day: date
    start: float
    end: float


def days_due(
    zone: ZoneInfo, minutes: int, since: float, last: ReportDay | None, now: float
) -> Iterator[ReportDay]:
    """The oldest first. `minutes` after local midnight; `since`: nobody is told of what was before; `last`: the newest
    report that was made, and without one, today's is the first."""
    newest = local_day(zone, now)
    earliest = newest - (MOST_MISSED - 1) * _ONE
    day = newest if last is None else max(earliest, last.day + _ONE)
    end = since if last is None else last.end
    goes_on = last is not None and last.day + _ONE >= earliest
    while day <= newest:
        due = _due(zone, minutes, day)
        if due is not None and end < due <= now:
            start = end if goes_on else max(end, first_reached(zone, wall_time(day - _ONE, minutes)))
            yield ReportDay(day, start, due)
            end, goes_on = due, True
        day += _ONE


def next_due(zone: ZoneInfo, minutes: int, now: float) -> float:
    """When the next report is due after `now`."""
    day = local_day(zone, now)
    while (due := _due(zone, minutes, day)) is None or due <= now:
        day += _ONE
    return due


def _due(zone: ZoneInfo, minutes: int, day: date) -> float | None:
    """None: the local calendar leaves this day out."""
    due = first_reached(zone, wall_time(day, minutes))
    return due if local_day(zone, due) == day else None
