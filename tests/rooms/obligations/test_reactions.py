"""A reaction by staff acknowledges: all that a statement is owed, and the first response to a question."""

from __future__ import annotations

import pytest

from rooms.obligations.terms import (
    How,
    ObligationState,
    PauseReason,
    SetExamMode,
    TargetKind,
    WaiveObligation,
)
from rooms.terms import Actor
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, GIL, OTTO, TESS, TOM
from tests.support.rooms import START


def test_a_staff_reaction_is_all_that_a_statement_is_owed(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(TOM, message)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ObligationState.ANSWERED, How.REACTION, "tom")


def test_it_stops_the_acknowledgement_of_a_question_and_not_the_answer(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.reacts(TOM, message)
    owed = zone.owed()
    assert (owed.state, owed.acked_by, owed.target) == (ObligationState.ACKED, "tom", TargetKind.FULL)
    assert owed.due_at == START + 4 * HOUR
    zone.reacts(TESS, message)
    assert zone.happened() == []


@pytest.mark.parametrize("actor", [BO, CHEN, GIL, ADA], ids=lambda actor: actor.member)
def test_learners_reactions_never_count(zone: Zone, actor: Actor) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(actor, message)
    assert zone.owed().state is ObligationState.OPEN


def test_a_reaction_to_anything_but_the_first_message_is_none(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    second = zone.says(ADA, "And still does.")
    zone.reacts(TOM, second)
    assert zone.owed().state is ObligationState.OPEN
    zone.reacts(TOM, zone.says(TESS, ANSWERS, important=True))
    assert zone.happened() == []


@pytest.mark.parametrize("text", [SAYS, ASKS])
def test_taken_back_within_ten_seconds_it_was_nothing(zone: Zone, text: str) -> None:
    message = zone.says(ADA, text)
    due = zone.owed().due_at
    zone.now += MINUTE
    zone.reacts(TOM, message)
    assert zone.view().obligations.waits == [MINUTE]
    zone.now += 10
    zone.reacts(TOM, message, on=False)
    owed = zone.owed()
    assert (owed.state, owed.acked_at, owed.how) == (ObligationState.OPEN, None, None)
    assert (owed.due_at, owed.target) == (due, TargetKind.FIRST)
    assert zone.view().obligations.waits == []


def test_taken_back_later_it_stands(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(TOM, message)
    zone.now += 10.5
    zone.reacts(TOM, message, on=False)
    assert zone.owed().state is ObligationState.ANSWERED


def test_whoever_has_asked_back_since_has_responded(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.reacts(TOM, message)
    zone.says(TOM, ASKS_BACK, message)
    zone.now += 5
    zone.reacts(TOM, message, on=False)
    owed = zone.owed()
    assert (owed.state, owed.paused_for) == (ObligationState.ACKED, PauseReason.ASKED_BACK)
    assert owed.due_at is None


def test_taken_back_during_an_exam_the_clock_stands(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.reacts(TOM, message)
    zone.events(SetExamMode(10), TESS)
    zone.now += 5
    zone.reacts(TOM, message, on=False)
    assert (zone.owed().paused_for, zone.owed().due_at) == (PauseReason.EXAM, None)
    zone.events(SetExamMode(0), TESS)
    assert zone.owed().due_at == zone.now + 14 * MINUTE


def test_another_reaction_by_staff_keeps_it(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(TOM, message)
    zone.reacts(OTTO, message, emoji="🎉")
    zone.reacts(TOM, message, on=False)
    assert zone.owed().state is ObligationState.ANSWERED
    zone.reacts(OTTO, message, on=False, emoji="🎉")
    assert zone.happened() == []


def test_what_was_said_or_decided_since_is_not_undone(zone: Zone) -> None:
    one, other = zone.says(ADA, ASKS), zone.says(BO, ASKS)
    for message in (one, other):
        zone.reacts(TOM, message)
    zone.says(TESS, ANSWERS, one)
    zone.events(WaiveObligation(2, "said twice"), TESS)
    for message in (one, other):
        zone.reacts(TOM, message, on=False)
        assert zone.happened() == []
    assert [item.state for item in zone.items()] == [ObligationState.ANSWERED, ObligationState.WAIVED]


def test_no_level_of_the_ladder_is_reached_again_after_it(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    assert [event.level for event in zone.waits(8 * MINUTE)] == [50]
    zone.reacts(TOM, message)
    zone.reacts(TOM, message, on=False)
    assert [event.level for event in zone.waits(7 * MINUTE)] == [100]


def test_what_was_told_of_the_answer_is_not_told_again_after_it(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(5 * HOUR)
    zone.reacts(TOM, message)
    assert [event.level for event in zone.waits(0)] == [50, 100]
    zone.reacts(TOM, message, on=False)
    zone.reacts(TESS, message)
    assert zone.waits(0) == []
    assert [event.level for event in zone.waits(HOUR)] == [150]
