"""When a wall clock shows what: local times, as people write them down, to UTC seconds.

A wall time is a number: the seconds from the first of January 1970, 00:00, as a wall clock of the place counts them.
Where clocks are set forward some wall times are never shown; where they are set back some are shown twice. There are
two readings of that, and whoever keeps local times chooses one: opening hours hold *while shown* (both times), a shift
begins and ends when its time is *first reached* (once). What the present time is, it never knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Meta

from community.covered_time import Window

ZoneName = Annotated[str, Meta(min_length=1, max_length=60)]
"""Of the IANA time zone database, such as `Asia/Shanghai`."""
LocalMoment = Annotated[datetime, Meta(tz=False)]
"""A date and a time of day without a zone."""

YEARS = range(1970, 2200)
"""For which people plan; clocks beyond them are nobody's business."""
DAY = 86_400
MINUTES_A_DAY = 1_440
_EPOCH = date(1970, 1, 1).toordinal()
_MARGIN = 2 * DAY
"""More than any two clocks on Earth differ, or any clock was ever set."""
_OF_THIS_MACHINE = "localtime"


class Stretch(NamedTuple):
    """A span of UTC seconds in which clocks run `offset` seconds before UTC. `end` is not part of it."""

    start: float
    end: float
    offset: float


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """None: there is no such zone. A name that means something else on every machine is none."""
    try:
        return None if name == _OF_THIS_MACHINE else ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: `Europe` is a folder there
        return None


def wall_time(day: date, minutes: int = 0) -> int:
    """`minutes` after midnight, and past 1440 on the following day, as a clock shows them."""
    return (day.toordinal() - _EPOCH) * DAY + minutes * 60


def wall_time_of(moment: LocalMoment) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


def day_at(wall: float) -> date:
    return date.fromordinal(_EPOCH + int(wall // DAY))


def local_day(zone: ZoneInfo, at: float) -> date:
    """What the calendar on the wall shows at `at`, UTC seconds."""
    return datetime.fromtimestamp(at, zone).date()


def stretches(zone: ZoneInfo, start: float, end: float) -> Iterator[Stretch]:
    """The span from `start` to `end`, cut where clocks are set: adjacent, in order, and none when it is empty."""
    while start < end:
        offset = _offset(zone, start)
        until = min(start + DAY, end)  # no place sets its clocks twice in a day
        while until < end and _offset(zone, until) == offset:
            until = min(until + DAY, end)
        if _offset(zone, until) != offset:
            until = _change(zone, start, until)
        yield Stretch(start, until, offset)
        start = until


def while_shown(spans: Iterable[Stretch], start: int, end: int) -> Iterator[Window]:
    """The parts of `spans` in which clocks show a wall time from `start` to before `end`."""
    for span in spans:
        opens, closes = max(span.start, start - span.offset), min(span.end, end - span.offset)
        if opens < closes:
            yield Window(opens, closes)


def first_reached(zone: ZoneInfo, wall: float) -> float:
    """The first instant at which clocks show `wall` or more. A later wall time is never reached earlier."""
    around = stretches(zone, wall - _MARGIN, wall + _MARGIN)
    return next(reached for span in around if (reached := max(span.start, wall - span.offset)) < span.end)


def _offset(zone: ZoneInfo, at: float) -> float:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None  # a zone of the database always knows it
    return offset.total_seconds()


def _change(zone: ZoneInfo, before: float, after: float) -> float:
    """The whole second at which the offset of `before` ends, `after` being past it."""
    old, low, high = _offset(zone, before), int(before // 1), int(-(-after // 1))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return float(high)
