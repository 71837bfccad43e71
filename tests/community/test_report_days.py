"""One report per local day, whatever clocks do, and none is lost while nobody is there."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from community.local_time import local_day
from community.report_days import MOST_MISSED, ReportDay, days_due, next_due
from tests.community.instants import ZONES, at

EVENING = 18 * 60
HOUR = 3600.0
APIA, BERLIN, SHANGHAI = (ZoneInfo(name) for name in ("Pacific/Apia", "Europe/Berlin", "Asia/Shanghai"))


def due(
    zone: ZoneInfo, now: float, last: ReportDay | None = None, *, since: float = 0.0, minutes: int = EVENING
) -> list[ReportDay]:
    return list(days_due(zone, minutes, since, last, now))


def in_shanghai(moment: str) -> float:
    return at(moment, "Asia/Shanghai")


def test_a_day_is_due_at_its_time_and_tells_of_all_since_the_one_before() -> None:
    since = in_shanghai("2026-11-02T19:00")
    evening = in_shanghai("2026-11-03T18:00")
    assert due(SHANGHAI, evening - 1, since=since) == []
    (first,) = due(SHANGHAI, evening, since=since)
    assert first == ReportDay(date(2026, 11, 3), since, evening)
    assert due(SHANGHAI, evening + HOUR, first, since=since) == []
    (second,) = due(SHANGHAI, evening + 24 * HOUR, first, since=since)
    assert (second.day, second.start) == (date(2026, 11, 4), evening)
    assert next_due(SHANGHAI, EVENING, evening) == evening + 24 * HOUR
    assert next_due(SHANGHAI, EVENING, evening - 1) == evening


def test_what_was_missed_is_made_up_for_day_by_day_and_not_for_ever() -> None:
    evening = in_shanghai("2026-11-03T18:00")
    last = ReportDay(date(2026, 11, 3), evening - 24 * HOUR, evening)
    days = due(SHANGHAI, evening + 3 * 24 * HOUR + 5, last)
    assert [each.day.day for each in days] == [4, 5, 6]
    assert all(one.end == other.start for one, other in pairwise([last, *days]))
    long = due(SHANGHAI, evening + 100 * 24 * HOUR, last)
    assert len(long) == MOST_MISSED
    assert long[0].end - long[0].start == 24 * HOUR


def test_a_time_that_clocks_leave_out_is_due_when_they_go_on_and_one_that_comes_twice_once() -> None:
    """Berlin: forward at two on 29 March 2026, back at three on 25 October."""
    half_past_two = 2 * 60 + 30
    (spring,) = due(BERLIN, at("2026-03-29T12:00"), minutes=half_past_two)
    assert (spring.day, spring.end) == (date(2026, 3, 29), at("2026-03-29T03:00"))
    autumn = due(BERLIN, at("2026-10-26T12:00"), spring, minutes=half_past_two)
    assert [each.day for each in autumn].count(date(2026, 10, 25)) == 1


def test_a_day_that_the_calendar_leaves_out_has_no_report() -> None:
    (before,) = due(APIA, at("2011-12-29T19:00", "Pacific/Apia"))
    days = due(APIA, at("2012-01-01T19:00", "Pacific/Apia"), before)
    assert [each.day.day for each in days] == [31, 1]
    assert days[0].start == before.end
    assert next_due(APIA, EVENING, before.end) == days[0].end


def test_a_calendar_that_moves_west_to_east_tells_of_no_time_twice() -> None:
    west, east = ZoneInfo("Etc/GMT+12"), ZoneInfo("Etc/GMT-14")
    now = at("2026-06-02T06:00", "UTC")
    last = due(west, now)[-1]
    assert last.end == now
    assert all(each.start >= last.end for each in due(east, now + 72 * HOUR, last))


@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.integers(0, 1439),
    st.lists(st.integers(1, 60 * 40), min_size=1, max_size=12),
)
def test_whenever_it_is_asked_each_local_day_is_told_once(
    zone: ZoneInfo, minutes: int, waits: list[int]
) -> None:
    now = at("2026-03-20T00:00", "UTC")
    made: list[ReportDay] = []
    for wait in waits:
        now += wait * 60.0
        made += days_due(zone, minutes, 0.0, made[-1] if made else None, now)
    days = [each.day for each in made]
    assert len(set(days)) == len(days)
    assert all(other - one == timedelta(days=1) for one, other in pairwise(days))
    assert all(one.end == other.start for one, other in pairwise(made))
    assert all(local_day(zone, each.end) == each.day and each.start < each.end <= now for each in made)
