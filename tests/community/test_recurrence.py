"""Which rules are understood, which are refused, and that none of them stalls whoever evaluates it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.flaws import FlawCode
from community.recurrence import days_of_year, days_until, flaw_of, yearly_flaw_of

MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY", ["2026-01-05", "2026-01-06", "2026-01-07"]),
        ("FREQ=WEEKLY;BYDAY=MO,FR", ["2026-01-05", "2026-01-09", "2026-01-12"]),
        ("FREQ=WEEKLY;INTERVAL=2", ["2026-01-05", "2026-01-19", "2026-02-02"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-01-30", "2026-02-27", "2026-03-31"]),
        ("FREQ=DAILY;COUNT=2", ["2026-01-05", "2026-01-06"]),
        ("FREQ=WEEKLY;UNTIL=20260112", ["2026-01-05", "2026-01-12"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29"]),
    ],
)
def test_a_rule_gives_days_from_its_first(rule: str, days: list[str]) -> None:
    assert flaw_of(rule, MONDAY, "rule") is None
    assert [str(day) for day in days_until(rule, MONDAY, 2033)[: len(days)]] == days


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "2026-12-25"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26"),
        ("FREQ=YEARLY;BYEASTER=1", "2026-04-06"),
        ("FREQ=YEARLY", "2026-01-01"),
    ],
)
def test_a_holiday_comes_every_year(rule: str, day: str) -> None:
    assert yearly_flaw_of(rule, "rule") is None
    assert [str(each) for each in days_of_year(rule, 2026)] == [day]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "DAILY",
        "FREQ=",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=5",
        "FREQ=DAILY;COUNT=5;UNTIL=20260112",
        "freq=daily",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY\nEXDATE:20260101",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=9,17",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYSETPOS=0",
        "FREQ=DAILY;UNTIL=20260112T000000Z",
        "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 100),
    ],
)
def test_a_rule_that_is_not_understood_is_a_flaw(rule: str) -> None:
    flaw = flaw_of(rule, MONDAY, "shifts[0].recurrence")
    assert flaw is not None
    assert (flaw.code, flaw.where) == (FlawCode.BAD_RULE, "shifts[0].recurrence")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;UNTIL=20260104",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20300101",
        "FREQ=DAILY;COUNT=0",
    ],
)
def test_a_rule_by_which_no_day_comes_is_a_flaw(rule: str) -> None:
    flaw = flaw_of(rule, MONDAY, "rule")
    assert flaw is not None
    assert flaw.code is FlawCode.NEVER


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY", "FREQ=YEARLY;INTERVAL=2", "FREQ=YEARLY;COUNT=3"])
def test_a_holiday_has_no_beginning_to_count_from(rule: str) -> None:
    flaw = yearly_flaw_of(rule, "rule")
    assert flaw is not None
    assert flaw.code is FlawCode.BAD_RULE


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_a_shift_begins_in_the_years_that_rosters_are_made_for(year: int) -> None:
    flaw = flaw_of("FREQ=DAILY", date(year, 1, 1), "rule")
    assert flaw is not None
    assert flaw.code is FlawCode.OUT_OF_RANGE


def test_days_come_in_order_each_once() -> None:
    days = days_until("FREQ=DAILY", MONDAY, 2030)
    assert days == tuple(MONDAY + timedelta(days=n) for n in range(len(days)))
    assert days[-1] == date(2030, 12, 31)


PARTS = st.sampled_from(
    [
        "BYMONTH",
        "BYMONTHDAY",
        "BYDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
    ]
)
VALUES = st.one_of(
    st.integers(-400, 400).map(str),
    st.lists(st.integers(-400, 400), max_size=4).map(lambda numbers: ",".join(map(str, numbers))),
    st.sampled_from(["MO", "TU,WE", "1MO", "-1FR", "6SU", "20270101", "20270101T000000Z", "9" * 40]),
    st.text("MOTU0123456789,+-", max_size=8),
)
RULES = st.builds(
    lambda frequency, parts: ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts)]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.lists(st.tuples(PARTS, VALUES), max_size=3),
)


@given(st.one_of(RULES, st.text(max_size=30)), st.dates(date(1970, 1, 1), date(2199, 12, 31)))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_a_flaw_or_gives_days(rule: str, since: date) -> None:
    if flaw_of(rule, since, "rule") is None:
        days = days_until(rule, since, since.year + 1)
        assert all(since <= day for day in days)
        assert sorted(set(days)) == list(days)
