"""A community sets by what is measured: business hours, across weekends, holidays and the change of clocks."""

from __future__ import annotations

from datetime import date

import pytest

from community.calendars import BusinessCalendar, Hours, Week, windows
from community.covered_time import Window
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, Coverage, ObligationClass, SetCoverage, Target
from rooms.rejections import RejectionCode
from rooms.visibility import EVERYONE, project
from tests.rooms.obligations.zone import ANSWERS, ASKS, DAY, HOUR, MINUTE, SAYS, Zone, utc
from tests.support.law import ADA, BO, TESS
from tests.support.rooms import START

NINE_TO_FIVE = (Hours(9 * 60, 17 * 60),)
WITH_LUNCH = (Hours(9 * 60, 12 * 60), Hours(13 * 60, 17 * 60))
AN_HOUR = {**STANDARD.targets, ObligationClass.QUESTION: Target(HOUR, 4 * HOUR, ClockKind.COVERED)}


def weekdays(hours: tuple[Hours, ...]) -> Week:
    return Week(hours, hours, hours, hours, hours)


def due(calendar: BusinessCalendar, at: float) -> float | None:
    """When a question of that moment is due, with an hour of covered time for it."""
    zone = Zone()
    zone.now = at - DAY
    zone.events(SetCoverage(Coverage(1, AN_HOUR, windows(calendar, at - DAY, at + 14 * DAY))))
    zone.now = at
    zone.says(ADA, ASKS)
    return zone.owed().due_at


def test_friday_half_past_four_and_an_hour_on_nine_to_five_is_monday_half_past_nine() -> None:
    calendar = BusinessCalendar("UTC", weekdays(NINE_TO_FIVE))
    assert due(calendar, utc(2024, 3, 8, 16, 30)) == utc(2024, 3, 11, 9, 30)


def test_lunch_is_no_covered_time() -> None:
    calendar = BusinessCalendar("UTC", weekdays(WITH_LUNCH))
    assert due(calendar, utc(2024, 3, 6, 11, 30)) == utc(2024, 3, 6, 13, 30)


def test_a_holiday_is_no_covered_time() -> None:
    calendar = BusinessCalendar("UTC", weekdays(NINE_TO_FIVE), holidays=(date(2024, 3, 11),))
    assert due(calendar, utc(2024, 3, 8, 16, 30)) == utc(2024, 3, 12, 9, 30)


@pytest.mark.parametrize(
    ("asked", "answer_by"),
    [
        (utc(2024, 3, 29, 15, 30), utc(2024, 4, 1, 7, 30)),
        (utc(2024, 10, 25, 14, 30), utc(2024, 10, 28, 8, 30)),
    ],
    ids=["spring", "autumn"],
)
def test_the_hours_are_those_that_clocks_show_when_they_change(asked: float, answer_by: float) -> None:
    """Friday 16:30 in Berlin, and Monday 9:30 with the clocks set forward or back in between."""
    assert due(BusinessCalendar("Europe/Berlin", weekdays(NINE_TO_FIVE)), asked) == answer_by


def test_a_change_of_policy_mid_flight_is_for_new_obligations(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    open_all_day = [Window(START, START + 10 * DAY)]
    zone.events(SetCoverage(Coverage(1, AN_HOUR, open_all_day)))
    assert zone.owed(1).due_at == START + 15 * MINUTE
    zone.says(BO, ASKS)
    assert zone.owed(2).due_at == START + HOUR
    zone.events(SetCoverage(Coverage(2, STANDARD.targets, [])))
    assert zone.owed(2).due_at == START + HOUR
    assert [(event.id, event.level) for event in zone.waits(HOUR) if event.level == 100] == [
        (1, 100),
        (2, 100),
    ]


def test_a_clock_that_has_run_out_of_hours_stands_until_more_are_known(zone: Zone) -> None:
    zone.events(SetCoverage(Coverage(1, AN_HOUR, [Window(START, START + 40 * MINUTE)])))
    zone.says(ADA, ASKS)
    zone.says(BO, SAYS)
    assert (zone.owed(1).due_at, zone.owed(2).due_at) == (None, START + 30 * MINUTE)
    assert [event.id for event in zone.waits(DAY)] == [1, 2, 2]
    zone.events(SetCoverage(Coverage(1, AN_HOUR, [Window(START + 2 * DAY, START + 3 * DAY)])))
    assert zone.owed(1).due_at == START + 2 * DAY + 20 * MINUTE
    assert zone.owed(2).due_at == START + 30 * MINUTE
    assert [event.level for event in zone.waits(2 * DAY) if event.id == 1] == [100, 150, 200, 400]


def test_saying_again_what_is_known_changes_nothing(zone: Zone) -> None:
    hours = Coverage(1, AN_HOUR, [Window(START, START + HOUR)])
    zone.events(SetCoverage(hours))
    assert zone.events(SetCoverage(hours)) == []
    zone.events(SetCoverage(Coverage(3, AN_HOUR, [Window(START, START + HOUR)])))
    assert zone.events(SetCoverage(hours)) == [], "nothing is measured by it any more"
    assert zone.refusal(SetCoverage(STANDARD)) is RejectionCode.BAD_CHOICE


def test_what_peers_are_told_of_it_is_only_what_is_due(zone: Zone) -> None:
    (event,) = zone.events(SetCoverage(Coverage(1, AN_HOUR, [Window(START, START + HOUR)])))
    told = project(event, EVERYONE)
    assert told is not None
    assert told.coverage.windows == []  # type: ignore[union-attr]
    zone.says(TESS, ANSWERS)
