"""Wall clocks that are set forward, back, by half an hour, at midnight, and past a whole day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.local_time import (
    DAY,
    day_at,
    first_reached,
    local_day,
    stretches,
    wall_time,
    wall_time_of,
    while_shown,
    zone_named,
)
from tests.community.instants import BERLIN, NEW_YORK, SHANGHAI, ZONES, at

APIA = "Pacific/Apia"
"""Left out 30 December 2011 to change sides of the date line."""
MINUTES = st.integers(int(at("2025-01-01", "UTC")) // 60, int(at("2028-01-01", "UTC")) // 60)
INSTANTS = MINUTES.map(lambda minute: minute * 60.0)


def wall(shown: str) -> float:
    return wall_time_of(datetime.fromisoformat(shown))


def reading(zone: ZoneInfo, instant: float) -> float:
    return wall_time_of(datetime.fromtimestamp(instant, zone).replace(tzinfo=None))


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Shanghai", "UTC", "America/Argentina/Ushuaia"])
def test_a_zone_has_an_iana_name(name: str) -> None:
    assert zone_named(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    "name", ["", "Mars/Phobos", "Europe", "../etc/passwd", "/etc/localtime", "localtime", "a\0"]
)
def test_what_is_no_zone_everywhere_is_none(name: str) -> None:
    assert zone_named(name) is None


@given(st.dates(), st.integers(0, 1439))
def test_a_wall_time_counts_days_and_minutes(day: date, minutes: int) -> None:
    moment = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=UTC)
    assert wall_time(day, minutes) == wall_time_of(moment.replace(tzinfo=None))
    assert day_at(wall_time(day, minutes)) == day


def test_minutes_past_midnight_go_on_into_the_next_day() -> None:
    assert wall_time(date(2026, 3, 28), 1500) == wall("2026-03-29T01:00")


def test_the_day_is_that_of_the_place() -> None:
    assert local_day(ZoneInfo(SHANGHAI), at("2026-03-01T20:00", BERLIN)) == date(2026, 3, 2)


@given(st.sampled_from(ZONES), INSTANTS, st.integers(0, 400 * DAY), st.floats(0, 1))
def test_stretches_cover_a_span_and_know_the_offset_all_through(
    name: str, start: float, length: int, fraction: float
) -> None:
    zone, start = ZoneInfo(name), start + fraction
    found = list(stretches(zone, start, start + length))
    assert [each.start for each in found] == [start, *(each.end for each in found[:-1])][: len(found)]
    assert not found or found[-1].end == start + length
    for each in found:
        for inside in (each.start, (each.start + each.end) / 2, each.end - 0.001):
            offset = datetime.fromtimestamp(inside, zone).utcoffset()
            assert offset is not None
            assert offset.total_seconds() == each.offset or inside < each.start


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        (BERLIN, ["2026-03-29T01:00", "2026-10-25T01:00"]),
        (NEW_YORK, ["2026-03-08T07:00", "2026-11-01T06:00"]),
        (SHANGHAI, []),
        ("Australia/Lord_Howe", ["2026-04-04T15:00", "2026-10-03T15:30"]),
    ],
)
def test_stretches_are_cut_where_clocks_are_set(zone: str, changes: list[str]) -> None:
    found = list(stretches(ZoneInfo(zone), at("2026-01-01", "UTC"), at("2027-01-01", "UTC")))
    assert [each.start for each in found[1:]] == [at(change, "UTC") for change in changes]


def test_a_stretch_may_end_on_the_second_before_clocks_are_set() -> None:
    change = at("2026-03-29T01:00", "UTC")
    assert len(list(stretches(ZoneInfo(BERLIN), change - 100.5, change))) == 1
    assert len(list(stretches(ZoneInfo(BERLIN), change - 100.5, change + 0.5))) == 2
    assert len(list(stretches(ZoneInfo(BERLIN), change, change + 0.5))) == 1


@given(st.sampled_from(ZONES), INSTANTS, st.integers(1, 2000), INSTANTS)
def test_a_wall_time_is_shown_when_clocks_show_it(name: str, start: float, minutes: int, some: float) -> None:
    zone = ZoneInfo(name)
    begins = int(reading(zone, start))
    ends = begins + 60 * minutes
    found = list(while_shown(stretches(zone, start - DAY, start + 3 * DAY), begins, ends))
    for instant in (start, some, *(window.start for window in found), *(window.end for window in found)):
        if start - DAY <= instant < start + 3 * DAY:
            is_in = any(window.start <= instant < window.end for window in found)
            assert is_in == (begins <= reading(zone, instant) < ends)


@pytest.mark.parametrize(
    ("zone", "shown", "reached"),
    [
        (BERLIN, "2026-06-01T09:00", "2026-06-01T07:00"),
        (BERLIN, "2026-03-29T02:00", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29T02:30", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29T03:00", "2026-03-29T01:00"),
        (BERLIN, "2026-10-25T02:30", "2026-10-25T00:30"),
        (BERLIN, "2026-10-25T03:00", "2026-10-25T02:00"),
        (NEW_YORK, "2026-03-08T02:15", "2026-03-08T07:00"),
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30"),
        (SHANGHAI, "2026-03-29T02:30", "2026-03-28T18:30"),
        (APIA, "2011-12-30T12:00", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_is_first_reached(zone: str, shown: str, reached: str) -> None:
    assert first_reached(ZoneInfo(zone), wall(shown)) == at(reached, "UTC")


@given(st.sampled_from(ZONES), INSTANTS, st.integers(0, 3 * 1440))
def test_a_later_wall_time_is_never_reached_earlier(name: str, instant: float, minutes: int) -> None:
    zone = ZoneInfo(name)
    assert first_reached(zone, instant) <= first_reached(zone, instant + 60 * minutes)


@given(st.sampled_from(ZONES), INSTANTS)
def test_before_it_is_first_reached_clocks_showed_less(name: str, shown: float) -> None:
    zone = ZoneInfo(name)
    reached = first_reached(zone, shown)
    assert reading(zone, reached) >= shown
    assert all(reading(zone, reached - ago) < shown for ago in (1, 60, 1800, 3600, 5400, 7200))
