"""Quiet hours by the wall clock of a place, also over midnight and where clocks are set."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.flaws import FlawCode
from server.duty.quiet_hours import QuietHours, is_quiet, quiet_flaws

NIGHT = QuietHours(start=22 * 60, end=7 * 60, zone="Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()


def test_a_night_is_quiet_from_its_first_minute_to_before_its_last() -> None:
    assert [is_quiet(NIGHT, at(3, *when)) for when in ((21, 59), (22, 0), (6, 59), (7, 0))] == [
        False,
        True,
        True,
        False,
    ]


def test_hours_within_a_day_are_quiet_on_that_day_only() -> None:
    lunch = QuietHours(start=12 * 60, end=13 * 60, zone="Europe/Berlin")
    assert [is_quiet(lunch, at(3, hour)) for hour in (11, 12, 13)] == [False, True, False]


def test_clocks_that_are_set_move_the_hours_along() -> None:
    before, after = at(28, 7), at(29, 7)  # clocks go forward in the night between them
    assert after - before == 23 * 3600
    assert not is_quiet(NIGHT, before)
    assert not is_quiet(NIGHT, after)
    assert is_quiet(NIGHT, after - 60)


def test_who_has_none_is_never_left_in_peace() -> None:
    assert not is_quiet(None, at(3, 3))
    assert not is_quiet(QuietHours(start=60, end=60, zone="UTC"), 3600.0)


def test_a_zone_that_does_not_exist_is_a_flaw() -> None:
    assert quiet_flaws(NIGHT, "quiet_hours") == quiet_flaws(None, "quiet_hours") == []
    flaws = quiet_flaws(QuietHours(start=0, end=60, zone="Europe/Atlantis"), "quiet_hours")
    assert [(flaw.code, flaw.where) for flaw in flaws] == [(FlawCode.UNKNOWN_ZONE, "quiet_hours.zone")]
