"""When local days begin: the moments at which a daily room begins anew, in advance.

A day begins once, when its date is first reached: where clocks skip midnight that is later, where they show it twice the
first time counts. A date that a place leaves out does not begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from community.local_time import first_reached, local_day, wall_time
from rooms.life.terms import Day


def days(zone: ZoneInfo, now: float, count: int) -> list[Day]:
    """The day that runs at `now`, UTC seconds, and those of the next `count` dates, in order."""
    found: list[Day] = []
    for day in _around(zone, now, count):
        if found and (day.starts_at <= now or day.starts_at == found[-1].starts_at):
            found.pop()
        found.append(day)
    return found


def _around(zone: ZoneInfo, now: float, count: int) -> Iterator[Day]:
    """From yesterday on: where clocks were set back over midnight, today may run although they show yesterday."""
    today = local_day(zone, now)
    for ahead in range(-1, count + 1):
        date = today + timedelta(days=ahead)
        yield Day(date.isoformat(), first_reached(zone, wall_time(date)))
