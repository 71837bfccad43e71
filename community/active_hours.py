"""When people in one place say most: the hours of their week in which a post would meet them.

It counts what was said, by local hours of the week, and knows neither who said it nor what. Of too little it says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

HOURS_A_DAY = 24
WEEKDAYS = range(7)
SHOWN_HOURS = 2
FEWEST = 20
"""Messages. Fewer are chance."""


class ActiveHours(Struct, frozen=True):
    """The two local hours that begin at `start` o'clock, and the share of what was said that falls into them."""

    start: int
    share: float


def hours_of_week(times: Iterable[float], zone: ZoneInfo) -> Counter[int]:
    """How much was said in each: 0 is Monday from 0:00 to 1:00, 167 the last hour of Sunday. `times` are UTC seconds."""
    local = (datetime.fromtimestamp(at, UTC).astimezone(zone) for at in times)
    return Counter(moment.weekday() * HOURS_A_DAY + moment.hour for moment in local)


def busiest(hours: Counter[int], days: Collection[int] = WEEKDAYS) -> ActiveHours | None:
    """On these weekdays, 0 being Monday; the earliest of several that are alike. None where too little was said."""
    of_day = [sum(hours[day * HOURS_A_DAY + hour] for day in days) for hour in range(HOURS_A_DAY)]
    total = sum(of_day)
    if total < FEWEST:
        return None
    starts = range(HOURS_A_DAY - SHOWN_HOURS + 1)
    start = max(starts, key=lambda hour: sum(of_day[hour : hour + SHOWN_HOURS]))
    return ActiveHours(start, sum(of_day[start : start + SHOWN_HOURS]) / total)
