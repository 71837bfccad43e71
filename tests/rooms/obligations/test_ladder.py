"""What time does: the levels of the ladder, once each, and who was first where an answer and a deadline meet."""

from __future__ import annotations

import pytest

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.life.terms import TakeOver, Tick
from rooms.obligations.events import ObligationEscalated
from rooms.obligations.terms import (
    LEVELS,
    ClaimObligation,
    MarkUnsolved,
    ObligationClass,
    ObligationState,
    TargetKind,
)
from rooms.room import Room
from rooms.terms import SYSTEM
from tests.rooms.obligations.zone import ANSWERS, ASKS, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START

FIRST = 15 * MINUTE


def test_somebody_hears_of_it_at_every_level_of_the_target(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    told = []
    for level in LEVELS:
        assert zone.room.next_deadline() == START + FIRST * level / 100
        zone.now = START + FIRST * level / 100
        told += zone.events(Tick())
    assert [event.level for event in told if isinstance(event, ObligationEscalated)] == list(LEVELS)
    first = told[0]
    assert first == ObligationEscalated(
        at=START + FIRST / 2,
        id=1,
        asker="ada",
        cycle=1,
        target=TargetKind.FIRST,
        level=50,
        class_=ObligationClass.QUESTION,
        owner="",
    )
    assert zone.room.next_deadline() is None


def test_the_breach_is_a_moment_and_a_late_answer_still_resolves(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(FIRST + 90)
    assert (zone.owed().state, zone.owed().breached_at) == (ObligationState.OPEN, START + FIRST)
    assert zone.owed().level == 100
    zone.says(TESS, ANSWERS, message)
    assert (zone.owed().state, zone.owed().breached_at) == (ObligationState.ANSWERED, START + FIRST)


def test_before_anything_is_due_a_tick_does_nothing(zone: Zone) -> None:
    assert zone.events(Tick()) == []
    zone.says(ADA, ASKS)
    assert zone.events(Tick()) == []


@pytest.mark.row("D6")
def test_an_answer_that_is_decided_before_the_tick_of_its_deadline_wins(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(FIRST / 2)
    zone.now = START + FIRST
    zone.says(TESS, ANSWERS, message)
    assert zone.events(Tick()) == []
    assert (zone.owed().state, zone.owed().breached_at) == (ObligationState.ANSWERED, None)


@pytest.mark.row("D6")
def test_a_tick_at_the_deadline_that_comes_before_the_answer_breaches(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(FIRST / 2)
    zone.now = START + FIRST
    (breach,) = zone.events(Tick())
    assert isinstance(breach, ObligationEscalated)
    zone.says(TESS, ANSWERS, message)
    assert (zone.owed().state, zone.owed().breached_at) == (ObligationState.ANSWERED, START + FIRST)
    assert zone.events(Tick()) == []


def test_an_answer_after_the_deadline_is_late_even_if_nobody_was_told_in_time(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += FIRST + 1
    zone.says(TESS, ANSWERS, message)
    assert zone.events(Tick()) == []
    assert (zone.owed().breached_at, zone.owed().level) == (START + FIRST, 0)


@pytest.mark.row("D7")
def test_what_became_due_while_nobody_hosted_the_room_is_told_at_once_and_once(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.now = START + FIRST - 1
    zone.events(Tick())
    taken_over = Room.thaw(zone.room.freeze())
    deadline = taken_over.next_deadline()
    assert deadline == START + FIRST
    now = START + FIRST + HOUR
    for event in _list(taken_over.handle(TakeOver(), SYSTEM, now)):
        taken_over.apply(event)
    told = _list(taken_over.handle(Tick(), SYSTEM, now))
    assert [event.level for event in told if isinstance(event, ObligationEscalated)] == [100, 150, 200, 400]
    for event in told:
        taken_over.apply(event)
    assert taken_over.handle(Tick(), SYSTEM, now) == []


def _list(decision: Decision) -> list[AnyEvent]:
    assert isinstance(decision, list)
    return decision


def test_the_first_target_is_not_overruled_by_the_next(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(FIRST)
    zone.reacts(TOM, message)
    owed = zone.owed()
    assert (owed.target, owed.due_at) == (TargetKind.FULL, START + 4 * HOUR)
    assert (owed.breached_at, owed.level) == (START + FIRST, 100)
    told = zone.waits(4 * HOUR)
    assert [(event.target, event.level) for event in told] == [(TargetKind.FULL, 50), (TargetKind.FULL, 100)]
    assert zone.owed().breached_at == START + FIRST


def test_every_cycle_has_a_ladder_of_its_own(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(FIRST)
    zone.says(TESS, ANSWERS, message)
    zone.events(MarkUnsolved(1), ADA)
    assert (zone.owed().level, zone.owed().breached_at) == (0, None)
    assert [(event.cycle, event.level) for event in zone.waits(FIRST)] == [(2, 50), (2, 100)]


def test_a_statement_has_no_second_target(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    zone.says(BO, SAYS)
    told = zone.waits(10 * HOUR)
    assert [(event.id, event.level) for event in told] == [(id, level) for id in (1, 2) for level in LEVELS]


def test_a_claim_holds_escalation_back_for_five_minutes_while_the_clock_runs(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.waits(FIRST - MINUTE)
    zone.events(ClaimObligation(1), TOM)
    assert zone.owed().level == 50
    assert zone.room.next_deadline() == START + FIRST + 4 * MINUTE
    assert zone.waits(4 * MINUTE) == []
    assert zone.owed().due_at == START + FIRST
    (told,) = zone.waits(MINUTE)
    assert (told.level, told.owner) == (100, "tom")
    assert zone.owed().breached_at == START + FIRST
