"""When a post that recurs is due: a time of day on some local days of one place, as UTC seconds.

Each day gives one moment, also where clocks are set: a time that is left out is when it is first passed, one that comes
twice is the first of the two. Only the next ten years are looked at. What is posted, and where, it never knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile
from typing import Annotated

from msgspec import Meta, Struct

from community.flaws import Flaw, FlawCode
from community.local_time import YEARS, ZoneName, first_reached, local_day, wall_time, zone_named
from community.recurrence import Rule, days_until, flaw_of

YEARS_AHEAD = 10
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
"""A day of the calendar on the wall, as ISO 8601 writes it."""
Minutes = Annotated[int, Meta(ge=0, lt=1440)]
"""After midnight, as a clock shows them."""


class Timing(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Once on the day `since`, or by an RFC 5545 `rule` on its days from then on, the day `until` being the last."""

    zone: ZoneName
    since: Day
    minutes: Minutes
    rule: Rule | None = None
    until: Day | None = None


def timing_flaw(timing: Timing) -> Flaw | None:
    """What keeps it from meaning anything. A flawless one may still have no time to come."""
    if zone_named(timing.zone) is None:
        return Flaw(FlawCode.UNKNOWN_ZONE, "zone", timing.zone)
    for where, written in (("since", timing.since), ("until", timing.until)):
        if written is not None and not _is_day(written):
            return Flaw(FlawCode.OUT_OF_RANGE, where, written)
    if timing.until is not None and timing.until < timing.since:
        return Flaw(FlawCode.REVERSED, "until", timing.until)
    return None if timing.rule is None else flaw_of(timing.rule, date.fromisoformat(timing.since), "rule")


def times_after(timing: Timing, after: float) -> Iterator[float]:
    """The moments of a flawless timing later than `after`, ascending."""
    zone = zone_named(timing.zone)
    assert zone is not None, "it has no flaw"
    earliest = local_day(zone, after)
    for day in _days_from(timing, earliest):
        at = first_reached(zone, wall_time(day, timing.minutes))
        if at > after:
            yield at


def next_times(timing: Timing, after: float, count: int) -> list[float]:
    """At most so many of them."""
    return list(islice(times_after(timing, after), count))


def next_time(timing: Timing, after: float) -> float | None:
    return next(times_after(timing, after), None)


def times_between(timing: Timing, after: float, until: float) -> list[float]:
    """Later than `after`, and not later than `until`."""
    return list(takewhile(lambda at: at <= until, times_after(timing, after)))


def _days_from(timing: Timing, earliest: date) -> Iterator[date]:
    """Not before the day before `earliest`, on which a moment may still be to come where a day was left out."""
    since = date.fromisoformat(timing.since)
    until = date.max if timing.until is None else date.fromisoformat(timing.until)
    first = max(since, earliest.fromordinal(earliest.toordinal() - 1))
    days = iter((since,)) if timing.rule is None else _by_rule(timing.rule, since, first.year)
    for day in days:
        if day > until:
            return
        if day >= first:
            yield day


def _by_rule(rule: str, since: date, year: int) -> Iterator[date]:
    for each in range(year, min(year + YEARS_AHEAD, YEARS.stop)):
        yield from (day for day in days_until(rule, since, each) if day.year == each)


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).year in YEARS
    except ValueError:
        return False
