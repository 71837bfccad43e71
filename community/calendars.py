"""When a community promises to answer: business hours of a place, with split days, holidays and extra days.

Hours belong to the day on which they begin, also those that cross midnight: a holiday takes away what begins on it and
leaves the end of the night before. A day with hours of its own has these and no others, be it a holiday or not (调休).
Hours are open while clocks show them: they shrink when clocks are set forward over them, and count twice when back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct
from msgspec.structs import asdict, astuple

from community.covered_time import Window, advance, merged
from community.flaws import Flaw, FlawCode
from community.local_time import (
    DAY,
    MINUTES_A_DAY,
    ZoneName,
    day_at,
    stretches,
    wall_time,
    while_shown,
    zone_named,
)
from community.recurrence import Rule, days_of_year, yearly_flaw_of

_HORIZON = 2 * 366 * DAY
"""Seconds. A calendar that stays closed so long has no deadlines."""


class Hours(Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes after local midnight. An `end` past 1440 is on the following day: 22:00 to 06:00 is 1320 to 1800."""

    start: Annotated[int, Meta(ge=0, lt=MINUTES_A_DAY)]
    end: Annotated[int, Meta(ge=0, le=2 * MINUTES_A_DAY)]


Splits = Annotated[tuple[Hours, ...], Meta(max_length=24)]


class Week(Struct, frozen=True, forbid_unknown_fields=True):
    """Any number of splits per day; a day without hours is closed."""

    monday: Splits = ()
    tuesday: Splits = ()
    wednesday: Splits = ()
    thursday: Splits = ()
    friday: Splits = ()
    saturday: Splits = ()
    sunday: Splits = ()


class ExtraDay(Struct, frozen=True, forbid_unknown_fields=True):
    """A day with hours of its own."""

    day: date
    hours: Splits


class BusinessCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of the place `zone`. Holidays are days of one year, or RFC 5545 rules with FREQ=YEARLY (BYEASTER too)."""

    zone: ZoneName
    weekly: Week
    holidays: Annotated[tuple[date, ...], Meta(max_length=1000)] = ()
    yearly_holidays: Annotated[tuple[Rule, ...], Meta(max_length=50)] = ()
    extra_days: Annotated[tuple[ExtraDay, ...], Meta(max_length=1000)] = ()


def calendar_flaws(calendar: BusinessCalendar) -> list[Flaw]:
    """Everything that is wrong with a decoded calendar; none: it can be used. The other functions expect none."""
    return list(_flaws(calendar))


def windows(calendar: BusinessCalendar, start: float, end: float) -> list[Window]:
    """The covered time from `start` to `end`, UTC seconds: in order, apart, none empty."""
    return merged(_shown(calendar, start, end))


def due_at(calendar: BusinessCalendar, start: float, seconds: float) -> float | None:
    """When `seconds` of covered time have passed since `start`; None: not within two years."""
    horizon = seconds + DAY
    while horizon < _HORIZON:
        due = advance(windows(calendar, start, start + horizon), start, seconds)
        if due is not None:
            return due
        horizon *= 4
    return advance(windows(calendar, start, start + _HORIZON), start, seconds)


def _shown(calendar: BusinessCalendar, start: float, end: float) -> Iterator[Window]:
    zone = ZoneInfo(calendar.zone)
    exceptions = {extra.day: extra.hours for extra in calendar.extra_days}
    for stretch in stretches(zone, start, end):
        day = day_at(stretch.start + stretch.offset) - timedelta(days=1)  # its hours may cross midnight
        while wall_time(day) < stretch.end + stretch.offset:
            hours = exceptions[day] if day in exceptions else _usual_hours(calendar, day)
            for each in hours:
                yield from while_shown([stretch], wall_time(day, each.start), wall_time(day, each.end))
            day += timedelta(days=1)


def _usual_hours(calendar: BusinessCalendar, day: date) -> tuple[Hours, ...]:
    if day in calendar.holidays or any(
        day in days_of_year(rule, day.year) for rule in calendar.yearly_holidays
    ):
        return ()
    hours: tuple[Hours, ...] = astuple(calendar.weekly)[day.weekday()]
    return hours


def _flaws(calendar: BusinessCalendar) -> Iterator[Flaw]:
    if zone_named(calendar.zone) is None:
        yield Flaw(FlawCode.UNKNOWN_ZONE, "zone", calendar.zone)
    yield from _flaws_of_week(calendar.weekly)
    for place, rule in enumerate(calendar.yearly_holidays):
        flaw = yearly_flaw_of(rule, f"yearly_holidays[{place}]")
        if flaw is not None:
            yield flaw
    seen: set[date] = set()
    for place, extra in enumerate(calendar.extra_days):
        where = f"extra_days[{place}]"
        if extra.day in seen:
            yield Flaw(FlawCode.TWICE, where, str(extra.day))
        seen.add(extra.day)
        named = [(f"{where}.hours[{at}]", hours.start, hours.end) for at, hours in enumerate(extra.hours)]
        yield from _flaws_of_hours(named)


def _flaws_of_week(week: Week) -> Iterator[Flaw]:
    """Minutes are counted from Monday, and Sunday's night goes on into a Monday."""
    named = [
        (f"weekly.{weekday}[{place}]", day * MINUTES_A_DAY + hours.start, day * MINUTES_A_DAY + hours.end)
        for day, (weekday, all_hours) in enumerate(asdict(week).items())
        for place, hours in enumerate(all_hours)
    ]
    yield from _flaws_of_hours(named)
    a_week = 7 * MINUTES_A_DAY
    if named:
        first, last = min(named, key=lambda each: each[1]), max(named, key=lambda each: each[2])
        if first[1] + a_week < last[2]:
            yield Flaw(FlawCode.OVERLAPPING, first[0], f"with {last[0]}")


def _flaws_of_hours(named: list[tuple[str, int, int]]) -> Iterator[Flaw]:
    """`named` are a path, and the minutes at which these hours begin and end."""
    for where, start, end in named:
        if end <= start:
            yield Flaw(FlawCode.REVERSED, where, "past midnight, count on: 22:00 to 06:00 is 1320 to 1800")
    for one, other in pairwise(sorted(named, key=lambda each: each[1:])):
        if other[1] < one[2]:
            yield Flaw(FlawCode.OVERLAPPING, other[0], f"with {one[0]}")
