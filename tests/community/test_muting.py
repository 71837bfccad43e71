"""When a member is left in peace: by their own clock, over midnight and over the nights on which clocks are set."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from community.calendars import Hours, Week
from community.flaws import FlawCode
from community.muting import Mute, Peace, WeeklyHours, mute_flaws, peace_at

BERLIN = "Europe/Berlin"
NIGHT = Hours(22 * 60, 31 * 60)
NIGHTS = Mute(weekly=WeeklyHours(BERLIN, Week(*[(NIGHT,)] * 7)))


def in_berlin(year: int, month: int, day: int, hour: int, minute: int = 0, *, again: bool = False) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(BERLIN), fold=again).timestamp()


def test_who_has_muted_nothing_is_never_left_in_peace() -> None:
    assert peace_at(Mute(), 1_790_000_000.0) is None


def test_a_mute_for_good_ends_when_somebody_changes_it() -> None:
    assert peace_at(Mute(always=True, until=5.0), 1_790_000_000.0) == Peace(None)


def test_a_mute_until_a_moment_ends_at_that_moment() -> None:
    assert peace_at(Mute(until=100.0), 99.0) == Peace(100.0)
    assert peace_at(Mute(until=100.0), 100.0) is None


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ((2026, 6, 10, 21, 59), None),
        ((2026, 6, 10, 22, 0), (2026, 6, 11, 7, 0)),
        ((2026, 6, 11, 3, 0), (2026, 6, 11, 7, 0)),
        ((2026, 6, 11, 7, 0), None),
    ],
)
def test_muted_hours_pass_midnight(moment: tuple[int, ...], until: tuple[int, ...] | None) -> None:
    assert peace_at(NIGHTS, in_berlin(*moment)) == (None if until is None else Peace(in_berlin(*until)))


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 28, 8), (10, 24, 10), (6, 10, 9)])
def test_a_night_lasts_from_clock_to_clock_when_clocks_are_set(month: int, day: int, hours: int) -> None:
    begins = in_berlin(2026, month, day, 22)
    assert peace_at(NIGHTS, begins) == Peace(begins + hours * 3600)
    assert peace_at(NIGHTS, begins - 1) is None
    assert peace_at(NIGHTS, begins + hours * 3600) is None


def test_hours_of_one_day_hold_on_that_day_only() -> None:
    mondays = Mute(weekly=WeeklyHours(BERLIN, Week(monday=(Hours(9 * 60, 12 * 60),))))
    assert peace_at(mondays, in_berlin(2026, 6, 8, 10)) == Peace(in_berlin(2026, 6, 8, 12))
    assert peace_at(mondays, in_berlin(2026, 6, 9, 10)) is None


def test_an_hour_that_comes_twice_is_muted_twice() -> None:
    two = Mute(weekly=WeeklyHours(BERLIN, Week(sunday=(Hours(120, 150),))))
    assert peace_at(two, in_berlin(2026, 10, 25, 2, 10)) is not None
    assert peace_at(two, in_berlin(2026, 10, 25, 2, 40)) is None
    assert peace_at(two, in_berlin(2026, 10, 25, 2, 10, again=True)) is not None


def test_a_moment_that_lies_in_muted_hours_ends_with_them() -> None:
    both = Mute(until=in_berlin(2026, 6, 10, 23), weekly=NIGHTS.weekly)
    assert peace_at(both, in_berlin(2026, 6, 10, 12)) == Peace(in_berlin(2026, 6, 11, 7))


def test_a_whole_week_is_muted_until_somebody_changes_it() -> None:
    whole = Mute(weekly=WeeklyHours("UTC", Week(*[(Hours(0, 1440),)] * 7)))
    assert peace_at(whole, 1_790_000_000.0) == Peace(None)


def test_what_cannot_be_evaluated_is_a_flaw() -> None:
    assert mute_flaws(Mute(until=1.0)) == []
    assert mute_flaws(NIGHTS) == []
    nowhere = Mute(weekly=WeeklyHours("Mars/Olympus", Week(monday=(Hours(600, 500),))))
    assert [flaw.code for flaw in mute_flaws(nowhere)] == [FlawCode.UNKNOWN_ZONE, FlawCode.REVERSED]
