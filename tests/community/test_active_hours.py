"""When learners are active, so that a post may meet them."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from community.active_hours import FEWEST, ActiveHours, busiest, hours_of_week
from tests.community.instants import at

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = at("2026-11-23", "UTC")
HOUR = 3600.0
DAY = 24 * HOUR


def evening(day: int, hour: int, count: int) -> list[float]:
    """So many messages in one hour of a local day."""
    return [MONDAY + day * DAY + (hour - 8) * HOUR + number for number in range(count)]


@pytest.mark.row("A28")
def test_a_peak_from_twenty_to_twenty_two_is_suggested() -> None:
    said = [
        each
        for day in range(7)
        for each in (*evening(day, 12, 4), *evening(day, 20, 6), *evening(day, 21, 5), *evening(day, 22, 3))
    ]
    assert busiest(hours_of_week(said, SHANGHAI)) == ActiveHours(20, 11 / 18)


def test_hours_are_those_of_the_week_where_people_are() -> None:
    assert hours_of_week([MONDAY, MONDAY + 6 * DAY + 15 * HOUR], SHANGHAI) == Counter({8: 1, 167: 1})


def test_only_the_days_that_are_asked_for_count() -> None:
    said = [*evening(0, 9, 30), *evening(5, 15, 90)]
    hours = hours_of_week(said, SHANGHAI)
    assert busiest(hours, days=[0, 2]) == ActiveHours(8, 1.0)
    assert busiest(hours) == ActiveHours(14, 0.75)


def test_of_too_little_nothing_is_said() -> None:
    assert busiest(hours_of_week(evening(0, 20, FEWEST - 1), SHANGHAI)) is None
