"""Hours that are promised while nobody is on duty."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from community.calendars import BusinessCalendar, Hours, Week, windows
from community.coverage_gaps import ALARM_AFTER, alarms, gaps
from community.covered_time import Window, covered_between, merged
from community.duty import duties
from community.rosters import Roster, Shift
from tests.community.drawn_rosters import rosters
from tests.community.instants import BERLIN, NEW_YORK, at, shown

WEEK = Week(*[(Hours(540, 720), Hours(780, 1080))] * 5)
CALENDAR = BusinessCalendar(zone=BERLIN, weekly=WEEK)
SHIFT = Shift(
    id="day",
    title="Day",
    zone=BERLIN,
    since=date(2026, 6, 1),
    recurrence="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    start=540,
    length=480,
    rotation=("ada",),
)
ROSTER = Roster(version=1, shifts=(SHIFT,))
MONDAY, TUESDAY = at("2026-06-01"), at("2026-06-02")


def test_a_gap_is_covered_time_with_nobody_on_duty() -> None:
    assert gaps(ROSTER, CALENDAR, "lobby", MONDAY, TUESDAY) == [
        Window(at("2026-06-01T17:00"), at("2026-06-01T18:00"))
    ]


def test_nobody_on_duty_while_closed_is_no_gap() -> None:
    early = replace(
        ROSTER, shifts=(replace(SHIFT, length=180), replace(SHIFT, id="late", start=780, length=300))
    )
    assert gaps(early, CALENDAR, "lobby", MONDAY, TUESDAY) == []


def test_a_roster_without_shifts_leaves_all_of_it_open() -> None:
    nobody = Roster(version=1, shifts=())
    assert gaps(nobody, CALENDAR, "lobby", MONDAY, TUESDAY) == windows(CALENDAR, MONDAY, TUESDAY)


def test_calendar_and_roster_may_be_of_different_places() -> None:
    calendar = replace(CALENDAR, zone=NEW_YORK)
    found = gaps(ROSTER, calendar, "lobby", MONDAY, TUESDAY)
    assert [(shown(gap.start, NEW_YORK)[-8:], shown(gap.end, NEW_YORK)[-8:]) for gap in found] == [
        ("11:00:00", "12:00:00"),
        ("13:00:00", "18:00:00"),
    ]


def test_somebody_is_told_after_five_minutes_and_not_of_shorter_gaps() -> None:
    assert ALARM_AFTER == 300
    assert alarms([Window(0, 299), Window(1000, 1300), Window(2000, 2301)]) == [2300]


@given(rosters(date(2026, 3, 1)), st.integers(0, 50), st.integers(0, 10))
@settings(max_examples=40, deadline=None)
def test_covered_time_is_on_duty_or_a_gap_and_never_both(roster: Roster, passed: int, days: int) -> None:
    start = at("2026-03-01", "UTC") + passed * 86_400
    end = start + days * 86_400
    covered, open_gaps = windows(CALENDAR, start, end), gaps(roster, CALENDAR, "lobby", start, end)
    on_duty = merged(Window(duty.since, duty.until) for duty in duties(roster, "lobby", start, end))
    attended = sum(covered_between(on_duty, each.start, each.end) for each in covered)
    assert attended + covered_between(open_gaps, start, end) == covered_between(covered, start, end)
    assert all(covered_between(on_duty, gap.start, gap.end) == 0 for gap in open_gaps)
