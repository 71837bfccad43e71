"""Business hours: what people promise, against the wall clocks of the place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from community.calendars import (
    BusinessCalendar,
    ExtraDay,
    Hours,
    Week,
    calendar_flaws,
    due_at,
    windows,
)
from community.covered_time import Window, advance, covered_between, is_covered, merged
from community.flaws import FlawCode
from tests.community.instants import BERLIN, NEW_YORK, SHANGHAI, ZONES, at, shown

HOUR = 3600.0
DAY = 24 * HOUR


def from_to(*hours: tuple[float, float]) -> tuple[Hours, ...]:
    return tuple(Hours(round(start * 60), round(end * 60)) for start, end in hours)


OFFICE = from_to((9, 17))
OFFICE_WEEK = Week(*[OFFICE] * 5)
IN_BERLIN = BusinessCalendar(zone=BERLIN, weekly=OFFICE_WEEK)
EVERY_DAY = Week(*[from_to((0, 24))] * 7)


def day(shown: str) -> date:
    return date.fromisoformat(shown)


def due(calendar: BusinessCalendar, start: str, hours: float) -> str:
    instant = due_at(calendar, at(start, calendar.zone), hours * HOUR)
    return "never" if instant is None else shown(instant, calendar.zone)


# ---------------------------------------------------------------- deadlines that people reckon by hand


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, SHANGHAI])
@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-06-05T16:30", 1, "Mon 2026-06-08 09:30:00"),
        ("2026-06-05T16:30", 0.5, "Fri 2026-06-05 17:00:00"),
        ("2026-06-06T12:00", 1, "Mon 2026-06-08 10:00:00"),
        ("2026-06-08T08:00", 8, "Mon 2026-06-08 17:00:00"),
        ("2026-06-08T08:00", 40, "Fri 2026-06-12 17:00:00"),
        ("2026-06-06T12:00", 0, "Sat 2026-06-06 12:00:00"),
    ],
)
def test_a_deadline_skips_the_night_and_the_weekend(
    zone: str, start: str, hours: float, expected: str
) -> None:
    assert due(BusinessCalendar(zone=zone, weekly=OFFICE_WEEK), start, hours) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-06-08T11:30", 1, "Mon 2026-06-08 14:00:00"),
        ("2026-06-08T12:30", 1, "Mon 2026-06-08 14:30:00"),
        ("2026-06-08T11:00", 1, "Mon 2026-06-08 12:00:00"),
        ("2026-06-08T17:00", 4, "Tue 2026-06-09 10:30:00"),
    ],
)
def test_a_lunch_break_and_an_evening_split_the_day(start: str, hours: float, expected: str) -> None:
    split = from_to((9, 12), (13.5, 18), (20, 21.5))
    calendar = BusinessCalendar(zone=SHANGHAI, weekly=Week(*[split] * 5))
    assert due(calendar, start, hours) == expected


def test_a_holiday_is_skipped() -> None:
    calendar = replace(IN_BERLIN, holidays=(day("2026-05-14"),))
    assert due(calendar, "2026-05-13T16:00", 2) == "Fri 2026-05-15 10:00:00"


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26", "2026-12-24T16:00", "Mon 2026-12-28 10:00:00"),
        ("FREQ=YEARLY;BYEASTER=-2,1", "2026-04-02T16:00", "Tue 2026-04-07 10:00:00"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2027-11-24T16:00", "Fri 2027-11-26 10:00:00"),
    ],
)
def test_a_yearly_holiday_is_skipped_every_year(rule: str, start: str, expected: str) -> None:
    assert due(replace(IN_BERLIN, yearly_holidays=(rule,)), start, 2) == expected


def test_a_make_up_saturday_is_worked_and_its_holiday_is_not() -> None:
    calendar = BusinessCalendar(
        zone=SHANGHAI,
        weekly=OFFICE_WEEK,
        holidays=(day("2026-10-08"), day("2026-10-09")),
        extra_days=(ExtraDay(day("2026-10-10"), from_to((10, 12))),),
    )
    assert due(calendar, "2026-10-07T16:00", 2) == "Sat 2026-10-10 11:00:00"


def test_a_day_with_hours_of_its_own_has_no_others_and_is_no_holiday() -> None:
    calendar = replace(
        IN_BERLIN,
        holidays=(day("2026-12-24"),),
        extra_days=(ExtraDay(day("2026-12-24"), from_to((9, 12))), ExtraDay(day("2026-12-28"), ())),
    )
    assert due(calendar, "2026-12-24T11:00", 2) == "Fri 2026-12-25 10:00:00"
    assert due(calendar, "2026-12-25T16:00", 2) == "Tue 2026-12-29 10:00:00"


def test_a_holiday_leaves_the_end_of_the_night_before() -> None:
    calendar = BusinessCalendar(
        zone=BERLIN, weekly=Week(*[from_to((22, 30))] * 7), holidays=(day("2026-06-10"),)
    )
    found = windows(calendar, at("2026-06-09T12:00"), at("2026-06-12T12:00"))
    assert [(shown(each.start), shown(each.end)) for each in found] == [
        ("Tue 2026-06-09 22:00:00", "Wed 2026-06-10 06:00:00"),
        ("Thu 2026-06-11 22:00:00", "Fri 2026-06-12 06:00:00"),
    ]


# ---------------------------------------------------------------- when clocks are set


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        (BERLIN, "2026-03-28T12:00", "Sun 2026-03-29 13:00:00"),
        (BERLIN, "2026-10-24T12:00", "Sun 2026-10-25 11:00:00"),
        (NEW_YORK, "2026-03-07T12:00", "Sun 2026-03-08 13:00:00"),
        (NEW_YORK, "2026-10-31T12:00", "Sun 2026-11-01 11:00:00"),
        (SHANGHAI, "2026-03-28T12:00", "Sun 2026-03-29 12:00:00"),
        (SHANGHAI, "2026-10-24T12:00", "Sun 2026-10-25 12:00:00"),
    ],
)
def test_a_covered_day_is_24_hours_whatever_clocks_show(zone: str, start: str, expected: str) -> None:
    assert due(BusinessCalendar(zone=zone, weekly=EVERY_DAY), start, 24) == expected


@pytest.mark.parametrize(
    ("zone", "friday"),
    [(BERLIN, "2026-03-27"), (BERLIN, "2026-10-23"), (NEW_YORK, "2026-03-06"), (NEW_YORK, "2026-10-30")],
)
def test_office_hours_are_the_same_on_the_wall_after_clocks_were_set(zone: str, friday: str) -> None:
    monday = shown(at(friday, zone) + 3.1 * DAY, zone)[:14]
    assert due(BusinessCalendar(zone=zone, weekly=OFFICE_WEEK), f"{friday}T16:30", 1) == f"{monday} 09:30:00"


@pytest.mark.parametrize(
    ("zone", "sunday", "hours", "lasts"),
    [
        (BERLIN, "2026-03-29", (1, 4), 2),
        (BERLIN, "2026-03-29", (2, 2.5), 0),
        (BERLIN, "2026-03-29", (2.5, 4), 1),
        (BERLIN, "2026-03-29", (1, 2.5), 1),
        (BERLIN, "2026-10-25", (1, 4), 4),
        (BERLIN, "2026-10-25", (2, 3), 2),
        (BERLIN, "2026-10-25", (2, 2.5), 1),
        (NEW_YORK, "2026-03-08", (0, 8), 7),
        (NEW_YORK, "2026-11-01", (0, 8), 9),
        (NEW_YORK, "2026-11-01", (1, 2), 2),
        ("Australia/Lord_Howe", "2026-04-05", (0, 8), 8.5),
        ("Australia/Lord_Howe", "2026-10-04", (0, 8), 7.5),
        (SHANGHAI, "2026-03-29", (0, 8), 8),
    ],
)
def test_hours_shrink_in_a_gap_and_count_twice_in_a_fold(
    zone: str, sunday: str, hours: tuple[float, float], lasts: float
) -> None:
    calendar = BusinessCalendar(zone=zone, weekly=Week(sunday=from_to(hours)))
    midnight = at(sunday, zone)
    found = windows(calendar, midnight, midnight + 2 * DAY)
    assert covered_between(found, midnight, midnight + 2 * DAY) == lasts * HOUR


def test_half_an_hour_that_comes_twice_is_open_twice() -> None:
    calendar = BusinessCalendar(zone=BERLIN, weekly=Week(sunday=from_to((2, 2.5))))
    assert windows(calendar, at("2026-10-25"), at("2026-10-26")) == [
        Window(at("2026-10-25T02:00"), at("2026-10-25T02:30")),
        Window(at("2026-10-25T02:00", again=True), at("2026-10-25T02:30", again=True)),
    ]


# ---------------------------------------------------------------- laws

MINUTES = st.integers(0, 1439)
SPLITS = st.lists(st.tuples(MINUTES, st.integers(1, 1440)), max_size=3).map(
    lambda spans: tuple(Hours(start, start + length) for start, length in spans)
)
WEEKS = st.lists(SPLITS, min_size=7, max_size=7).map(lambda week: Week(*week))
AROUND_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(
    BusinessCalendar,
    zone=st.sampled_from(ZONES),
    weekly=WEEKS,
    holidays=st.lists(AROUND_2026, max_size=20).map(tuple),
    yearly_holidays=st.sets(
        st.sampled_from(["FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=YEARLY;BYEASTER=1"])
    ).map(tuple),
    extra_days=st.dictionaries(AROUND_2026, SPLITS, max_size=10).map(
        lambda extra: tuple(ExtraDay(day, hours) for day, hours in extra.items())
    ),
)
INSTANTS = st.integers(int(at("2026-01-03")) // 60, int(at("2026-12-20")) // 60).map(
    lambda minute: minute * 60.0
)


def is_open_on_the_wall(calendar: BusinessCalendar, instant: float) -> bool:
    """What somebody would say who looks at the clock and at the sign on the door."""
    local = datetime.fromtimestamp(instant, ZoneInfo(calendar.zone))
    minute = local.hour * 60 + local.minute
    signs = ((local.date(), minute), (local.date() - timedelta(days=1), minute + 1440))
    return any(
        hours.start <= minute < hours.end for day, minute in signs for hours in on_the_sign(calendar, day)
    )


def on_the_sign(calendar: BusinessCalendar, day: date) -> tuple[Hours, ...]:
    for extra in calendar.extra_days:
        if extra.day == day:
            return extra.hours
    last_sunday = day.month in (3, 10) and day.weekday() == 6 and day.day > 24
    rules = {
        "FREQ=YEARLY;BYEASTER=1": day == date(2026, 4, 6),
        "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU": last_sunday,
    }
    if day in calendar.holidays or any(rules[rule] for rule in calendar.yearly_holidays):
        return ()
    hours: tuple[Hours, ...] = astuple(calendar.weekly)[day.weekday()]
    return hours


@given(
    CALENDARS,
    st.sampled_from(["2026-03-06", "2026-03-27", "2026-04-02", "2026-10-02", "2026-10-23", "2026-10-30"]),
)
@settings(max_examples=40, deadline=None)
def test_an_instant_is_covered_exactly_when_the_wall_clock_shows_open_hours(
    calendar: BusinessCalendar, friday: str
) -> None:
    start = at(friday, "UTC")
    found = windows(calendar, start, start + 4 * DAY)
    edges = [edge + apart for each in found for edge in (each.start, each.end) for apart in (-1, 0)]
    for instant in (*(start + 900 * n for n in range(4 * 96)), *edges):
        if start <= instant < start + 4 * DAY:
            assert is_covered(found, instant) == is_open_on_the_wall(calendar, instant)


@given(CALENDARS, INSTANTS, st.integers(0, 20), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_windows_of_two_spans_in_a_row_are_those_of_both(
    calendar: BusinessCalendar, start: float, days: int, more: int
) -> None:
    middle, end = start + days * DAY, start + (days + more) * DAY
    parts = windows(calendar, start, middle) + windows(calendar, middle, end)
    assert merged(parts) == windows(calendar, start, end)


@given(CALENDARS, INSTANTS, st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_a_deadline_is_where_its_covered_time_has_passed(
    calendar: BusinessCalendar, start: float, hours: int
) -> None:
    instant = due_at(calendar, start, hours * HOUR)
    if instant is None:
        assert (
            covered_between(windows(calendar, start, start + 700 * DAY), start, start + 700 * DAY)
            < hours * HOUR
        )
    else:
        assert advance(windows(calendar, start, instant), start, hours * HOUR) == instant


@pytest.mark.parametrize("hours", [1, 24, 24 * 400, 24 * 800])
def test_a_calendar_that_stays_closed_has_no_deadlines(hours: int) -> None:
    assert due_at(BusinessCalendar(zone=BERLIN, weekly=Week()), at("2026-06-01"), hours * HOUR) is None


def test_a_deadline_may_be_a_year_away() -> None:
    calendar = BusinessCalendar(
        zone=BERLIN, weekly=Week(), extra_days=(ExtraDay(day("2027-06-01"), from_to((9, 10))),)
    )
    assert due(calendar, "2026-06-01T00:00", 0.5) == "Tue 2027-06-01 09:30:00"


# ---------------------------------------------------------------- flaws


@pytest.mark.parametrize(
    ("calendar", "flaws"),
    [
        (IN_BERLIN, []),
        (BusinessCalendar(zone=BERLIN, weekly=EVERY_DAY), []),
        (BusinessCalendar(zone=BERLIN, weekly=Week(*[from_to((22, 30))] * 7)), []),
        (BusinessCalendar(zone=BERLIN, weekly=Week(monday=from_to((13, 17), (9, 13)))), []),
        (BusinessCalendar(zone="Mars/Phobos", weekly=Week()), [(FlawCode.UNKNOWN_ZONE, "zone")]),
        (
            BusinessCalendar(zone=BERLIN, weekly=Week(monday=from_to((17, 9)), friday=from_to((9, 9)))),
            [(FlawCode.REVERSED, "weekly.monday[0]"), (FlawCode.REVERSED, "weekly.friday[0]")],
        ),
        (
            BusinessCalendar(zone=BERLIN, weekly=Week(tuesday=from_to((12, 17), (9, 13)))),
            [(FlawCode.OVERLAPPING, "weekly.tuesday[0]")],
        ),
        (
            BusinessCalendar(zone=BERLIN, weekly=Week(tuesday=from_to((22, 30)), wednesday=from_to((5, 9)))),
            [(FlawCode.OVERLAPPING, "weekly.wednesday[0]")],
        ),
        (
            BusinessCalendar(zone=BERLIN, weekly=Week(monday=from_to((5, 9)), sunday=from_to((22, 30)))),
            [(FlawCode.OVERLAPPING, "weekly.monday[0]")],
        ),
        (
            replace(IN_BERLIN, yearly_holidays=("FREQ=YEARLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTHDAY=32")),
            [(FlawCode.BAD_RULE, "yearly_holidays[1]"), (FlawCode.NEVER, "yearly_holidays[2]")],
        ),
        (
            replace(
                IN_BERLIN,
                extra_days=(
                    ExtraDay(day("2026-06-06"), from_to((9, 12), (11, 13))),
                    ExtraDay(day("2026-06-06"), from_to((9, 8))),
                ),
            ),
            [
                (FlawCode.OVERLAPPING, "extra_days[0].hours[1]"),
                (FlawCode.TWICE, "extra_days[1]"),
                (FlawCode.REVERSED, "extra_days[1].hours[0]"),
            ],
        ),
    ],
)
def test_everything_that_is_wrong_has_a_code_and_a_place(
    calendar: BusinessCalendar, flaws: list[tuple[FlawCode, str]]
) -> None:
    assert [(flaw.code, flaw.where) for flaw in calendar_flaws(calendar)] == flaws


@pytest.mark.parametrize(
    "written",
    [
        b'{"zone": "UTC", "weekly": {}, "color": "red"}',
        b'{"zone": "UTC", "weekly": {"moonday": []}}',
        b'{"zone": "UTC", "weekly": {"monday": [{"start": 1440, "end": 1500}]}}',
        b'{"zone": "UTC", "weekly": {"monday": [{"start": 0, "end": 2881}]}}',
        b'{"zone": "UTC", "weekly": {}, "holidays": ["2026-02-30"]}',
    ],
)
def test_a_calendar_of_the_wrong_shape_is_not_decoded(written: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(written, type=BusinessCalendar)


@given(CALENDARS)
@settings(max_examples=20, deadline=None)
def test_a_calendar_is_written_down_and_read_again(calendar: BusinessCalendar) -> None:
    assert msgspec.json.decode(msgspec.json.encode(calendar), type=BusinessCalendar) == calendar
