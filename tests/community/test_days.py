"""When local days begin, also where clocks are set at midnight."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from community.days import days
from community.local_time import local_day


def utc(*moment: int) -> float:
    return datetime(*moment, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


def begin(zone: str, now: float, count: int = 2) -> list[tuple[str, float]]:
    return [(day.date, day.starts_at) for day in days(ZoneInfo(zone), now, count)]


def test_the_running_day_comes_first_and_the_next_ones_follow() -> None:
    assert begin("Asia/Shanghai", utc(2026, 11, 23, 20)) == [
        ("2026-11-24", utc(2026, 11, 23, 16)),
        ("2026-11-25", utc(2026, 11, 24, 16)),
        ("2026-11-26", utc(2026, 11, 25, 16)),
    ]


def test_a_day_begins_at_its_first_moment_and_not_before() -> None:
    midnight = utc(2026, 11, 23, 16)
    assert begin("Asia/Shanghai", midnight)[0] == ("2026-11-24", midnight)
    assert begin("Asia/Shanghai", midnight - 1)[0] == ("2026-11-23", midnight - 86_400)


def test_days_are_as_long_as_clocks_make_them() -> None:
    """In Berlin clocks were set forward on 29 March 2026, and back on 25 October."""
    spring = [at for _, at in begin("Europe/Berlin", utc(2026, 3, 28, 12))]
    autumn = [at for _, at in begin("Europe/Berlin", utc(2026, 10, 24, 12))]
    assert [later - at for at, later in zip(spring, spring[1:], strict=False)] == [86_400, 82_800]
    assert [later - at for at, later in zip(autumn, autumn[1:], strict=False)] == [86_400, 90_000]


def test_where_midnight_is_skipped_the_day_begins_with_its_first_shown_moment() -> None:
    """In Cairo clocks went from 00:00 to 01:00 on 28 April 2023."""
    assert begin("Africa/Cairo", utc(2023, 4, 27, 12))[1] == ("2023-04-28", utc(2023, 4, 27, 22))


def test_where_midnight_comes_twice_the_day_begins_once() -> None:
    """In Sao Paulo clocks went back from 00:00 on 18 February 2018 to 23:00 on the 17th."""
    first = utc(2018, 2, 18, 3)
    while_back = begin("America/Sao_Paulo", first - 1800)
    assert local_day(ZoneInfo("America/Sao_Paulo"), first - 1800).day == 17
    assert while_back[0][0] == "2018-02-17"
    assert [date for date, _ in while_back] == ["2018-02-17", "2018-02-18", "2018-02-19"]


def test_a_date_that_a_place_leaves_out_does_not_begin() -> None:
    """Samoa went from 29 to 31 December 2011."""
    assert [date for date, _ in begin("Pacific/Apia", utc(2011, 12, 29, 20), 3)] == [
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
    ]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Lisbon", "America/New_York", "Pacific/Apia"])
def test_days_follow_each_other_without_gap_through_a_year(zone: str) -> None:
    found = days(ZoneInfo(zone), utc(2026, 1, 1), 366)
    assert [day.starts_at for day in found] == sorted({day.starts_at for day in found})
    for day in found:
        assert local_day(ZoneInfo(zone), day.starts_at).isoformat() == day.date
        assert local_day(ZoneInfo(zone), day.starts_at - 1).isoformat() < day.date
