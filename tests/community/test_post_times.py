"""When a post that recurs is due: local times of one place, across the days on which clocks are set."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from community.flaws import FlawCode
from community.post_times import (
    YEARS_AHEAD,
    Timing,
    next_time,
    next_times,
    times_after,
    times_between,
    timing_flaw,
)

EVENINGS = Timing("Europe/Berlin", "2026-10-05", 20 * 60, "FREQ=WEEKLY;BYDAY=MO,WE,FR,SU")
NIGHTS = Timing("Europe/Berlin", "2026-03-28", 150, "FREQ=DAILY")
YEAR = 366 * 86_400.0


def utc(*moment: int) -> float:
    return datetime(*moment, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


@pytest.mark.row("A27")
def test_four_evenings_a_week_for_eight_weeks_come_once_each_though_clocks_are_set() -> None:
    start = utc(2026, 10, 4, 22)
    berlin = [datetime.fromtimestamp(at, ZoneInfo("Europe/Berlin")) for at in next_times(EVENINGS, start, 32)]
    assert len({at.date() for at in berlin}) == 32
    assert {(at.hour, at.minute) for at in berlin} == {(20, 0)}
    assert [at.weekday() for at in berlin] == [0, 2, 4, 6] * 8
    assert {at.utcoffset() for at in berlin} == {berlin[0].utcoffset(), berlin[-1].utcoffset()}
    assert berlin[0].utcoffset() != berlin[-1].utcoffset()


def test_a_time_that_is_left_out_is_when_it_is_passed_and_one_that_comes_twice_is_the_first() -> None:
    spring = next_times(NIGHTS, utc(2026, 3, 27, 12), 3)
    assert spring == [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1), utc(2026, 3, 30, 0, 30)]
    autumn = next_times(NIGHTS, utc(2026, 10, 24, 12), 2)
    assert autumn == [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]


def test_without_a_rule_it_is_once() -> None:
    once = Timing("Asia/Shanghai", "2026-11-23", 20 * 60)
    assert list(times_after(once, 0.0)) == [utc(2026, 11, 23, 12)]
    assert next_time(once, utc(2026, 11, 23, 12)) is None


def test_it_begins_on_its_first_day_and_ends_with_its_last() -> None:
    week = replace(EVENINGS, until="2026-10-11")
    assert len(next_times(week, 0.0, 9)) == 4
    assert next_time(week, utc(2026, 10, 11, 18)) is None
    assert times_between(week, utc(2026, 10, 5, 18), utc(2026, 10, 9, 18)) == [
        utc(2026, 10, 7, 18),
        utc(2026, 10, 9, 18),
    ]


def test_a_day_that_a_place_left_out_does_not_hide_the_one_before() -> None:
    apia = Timing("Pacific/Apia", "2011-12-29", 23 * 60, "FREQ=DAILY")
    times = next_times(apia, utc(2011, 12, 29, 12), 3)
    assert times == sorted(set(times))
    assert len(times) == 3


def test_only_ten_years_are_looked_at() -> None:
    rare = Timing("UTC", "2026-01-01", 0, "FREQ=YEARLY;INTERVAL=40")
    assert next_time(rare, utc(2025, 12, 31)) == utc(2026, 1, 1)
    assert next_time(rare, utc(2026, 1, 1)) is None
    yearly = Timing("UTC", "2026-01-01", 0, "FREQ=YEARLY")
    assert len(next_times(yearly, 0.0, 99)) == YEARS_AHEAD


@pytest.mark.parametrize(
    ("timing", "code", "where"),
    [
        (replace(EVENINGS, zone="Berlin"), FlawCode.UNKNOWN_ZONE, "zone"),
        (replace(EVENINGS, since="2026-02-30"), FlawCode.OUT_OF_RANGE, "since"),
        (replace(EVENINGS, until="9999-01-01"), FlawCode.OUT_OF_RANGE, "until"),
        (replace(EVENINGS, until="2026-10-04"), FlawCode.REVERSED, "until"),
        (replace(EVENINGS, rule="FREQ=HOURLY"), FlawCode.BAD_RULE, "rule"),
    ],
)
def test_what_means_nothing_is_a_flaw(timing: Timing, code: FlawCode, where: str) -> None:
    flaw = timing_flaw(timing)
    assert flaw is not None
    assert (flaw.code, flaw.where) == (code, where)


def test_what_has_no_flaw_has_none() -> None:
    assert timing_flaw(EVENINGS) is None
    assert timing_flaw(Timing("UTC", "2026-01-01", 0)) is None
