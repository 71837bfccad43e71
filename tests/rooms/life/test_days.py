"""A daily room begins anew when its local day does, once, also after a long silence; what is owed goes on."""

from __future__ import annotations

import pytest

from rooms.chat.terms import PinMessage
from rooms.kinds import Purpose
from rooms.life.terms import ArrangeRoom, Day, DayBegan, DaysSet, DayView, SetDays, Tick
from rooms.obligations.terms import ObligationState
from tests.rooms.obligations.zone import ASKS, MINUTE, SAYS, Zone
from tests.support.law import ADA, OTTO, TESS
from tests.support.rooms import START

ZONE = "Asia/Shanghai"
FIRST, SECOND, THIRD = (Day(f"2023-11-{14 + index}", START + 3600.0 * (index - 0.5)) for index in range(3))
DAILY = ArrangeRoom("Check in", Purpose.QUESTIONS, daily=True)


@pytest.fixture
def daily() -> Zone:
    """Its first day has begun."""
    zone = Zone()
    zone.events(DAILY, OTTO)
    zone.events(SetDays(ZONE, [FIRST, SECOND, THIRD]))
    zone.events(Tick())
    return zone


def test_the_running_day_begins_at_once_and_the_next_one_on_its_moment(daily: Zone) -> None:
    assert daily.view().day == DayView(FIRST.date, ZONE, daily.room.last_message)
    assert daily.room.next_deadline() == SECOND.starts_at
    daily.now = SECOND.starts_at - 1
    assert daily.ask(Tick()) == []
    daily.now = SECOND.starts_at
    assert daily.events(Tick()) == [
        DayBegan(at=SECOND.starts_at, date=SECOND.date, zone=ZONE, after=daily.room.last_message)
    ]
    assert daily.events(Tick()) == []


def test_a_new_day_begins_without_pins_after_the_last_message_of_the_old(daily: Zone) -> None:
    message = daily.says(ADA, SAYS)
    daily.events(PinMessage(message, on=True), TESS)
    daily.waits(SECOND.starts_at - daily.now)
    assert daily.view().chat.pins == []
    assert daily.view().day == DayView(SECOND.date, ZONE, message)


def test_what_is_owed_goes_on_into_the_new_day_with_its_clock(daily: Zone) -> None:
    daily.now = SECOND.starts_at - MINUTE
    daily.says(ADA, ASKS)
    due = daily.owed().due_at
    daily.now = SECOND.starts_at
    daily.events(Tick())
    assert (daily.owed().state, daily.owed().due_at) == (ObligationState.OPEN, due)
    assert due == SECOND.starts_at + 14 * MINUTE


def test_after_a_long_silence_only_the_newest_day_begins(daily: Zone) -> None:
    daily.now = THIRD.starts_at + 10
    assert [event.date for event in daily.events(Tick()) if isinstance(event, DayBegan)] == [THIRD.date]
    assert daily.room.next_deadline() is None


def test_hearing_the_same_days_twice_changes_nothing(daily: Zone) -> None:
    assert daily.ask(SetDays(ZONE, [FIRST, SECOND, THIRD])) == []


def test_other_days_hold_from_then_on_and_none_begins_twice(daily: Zone) -> None:
    later = Day(SECOND.date, SECOND.starts_at + 3600)
    assert daily.events(SetDays("Europe/Lisbon", [FIRST, later])) == [
        DaysSet(at=START, zone="Europe/Lisbon", days=[later])
    ]
    assert daily.room.next_deadline() == later.starts_at


def test_a_room_that_is_not_daily_has_no_days(daily: Zone) -> None:
    assert Zone().ask(SetDays(ZONE, [FIRST])) == []
    daily.events(ArrangeRoom("Check in", Purpose.QUESTIONS), OTTO)
    assert daily.view().day is None
    assert daily.room.next_deadline() is None


def test_no_day_begins_in_an_archived_room_until_it_is_taken_up_again(daily: Zone) -> None:
    daily.events(ArrangeRoom("Check in", Purpose.QUESTIONS, daily=True, archived=True), OTTO)
    daily.now = SECOND.starts_at
    assert daily.room.next_deadline() is None
    assert daily.ask(Tick()) == []
    daily.events(DAILY, OTTO)
    assert daily.room.next_deadline() == SECOND.starts_at
    daily.events(Tick())
    assert daily.view().day == DayView(SECOND.date, ZONE, daily.room.last_message)
