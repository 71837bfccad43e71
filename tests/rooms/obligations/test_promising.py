"""Staff who say that they will come back to it have a clock of their own, until somebody has answered."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from community.covered_time import Window
from rooms.members.terms import Leave
from rooms.obligations.events import PromiseMade
from rooms.obligations.obligation import PROMISE_SECONDS
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import (
    Coverage,
    MarkUnsolved,
    ObligationClass,
    ObligationState,
    PromiseAnswer,
    ReclassObligation,
    SetCoverage,
    WaiveObligation,
)
from rooms.questions.terms import MergeQuestions, UnmergeQuestion
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, DAY, HOUR, MINUTE, PROMISES, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START, person

ACKED, ANSWERED = ObligationState.ACKED, ObligationState.ANSWERED


@pytest.mark.parametrize("words", ["课后回复你", "稍后回复", PROMISES])
@pytest.mark.parametrize("asked", [ASKS, SAYS])
def test_words_that_promise_are_a_response_and_open_a_clock_of_whoever_said_them(
    zone: Zone, words: str, asked: str
) -> None:
    message = zone.says(ADA, asked)
    zone.now += MINUTE
    zone.says(TESS, words, message)
    owed = zone.owed()
    assert (owed.state, owed.acked_by) == (ACKED, "tess")
    assert (owed.promised_by, owed.promised_name) == ("tess", "Tess")
    assert (owed.promise_due, owed.promise_broken) == (zone.now + DAY, False)


def test_who_promises_from_the_board_has_given_no_response(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    zone.events(PromiseAnswer(1), TOM)
    owed = zone.owed()
    assert (owed.state, owed.due_at, owed.promised_by) == (ObligationState.OPEN, START + 30 * MINUTE, "tom")


def test_a_promise_is_broken_once_when_nobody_has_answered_by_then(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    zone.waits(PROMISE_SECONDS - 1)
    assert not zone.owed().promise_broken
    zone.waits(1)
    assert zone.owed().promise_broken
    zone.waits(9 * DAY)
    assert [type(event).__name__ for event in zone.log].count("PromiseBroken") == 1
    zone.says(TESS, ANSWERS, message)
    assert (zone.owed().state, zone.owed().promise_broken) == (ANSWERED, True)


def test_whoever_answers_settles_it(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.says(TESS, PROMISES, message)
    zone.reacts(TOM, message)
    assert zone.owed().state is ACKED, "a reaction is not what was promised"
    zone.says(BO, ANSWERS, message)
    assert zone.owed(1).state is ACKED, "nor is what another student says"
    zone.says(TOM, ANSWERS, message)
    assert zone.owed(1).state is ANSWERED
    zone.waits(9 * DAY)
    assert not zone.owed(1).promise_broken


def test_saying_it_again_wins_no_time_and_once_broken_it_can_be_promised_anew(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(PromiseAnswer(1), TESS)
    zone.now += HOUR
    assert zone.events(PromiseAnswer(1), TESS) == []
    assert zone.events(PromiseAnswer(1), TOM) == []
    zone.waits(DAY)
    assert zone.owed().promise_broken
    zone.events(PromiseAnswer(1), TOM)
    assert (zone.owed().promised_by, zone.owed().promise_broken) == ("tom", False)


def test_it_runs_in_covered_hours_and_ends_when_more_of_them_are_known(zone: Zone) -> None:
    morning = Window(START, START + 12 * HOUR)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [morning])))
    zone.says(ADA, ASKS)
    zone.events(PromiseAnswer(1), TESS)
    assert zone.owed().promise_due is None
    following = Window(START + DAY, START + DAY + 12 * HOUR)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [morning, following])))
    zone.waits(DAY + 12 * HOUR)
    assert zone.owed().promise_broken


def test_who_asks_back_has_come_back_to_it(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    zone.says(TESS, ASKS_BACK, message)
    assert (zone.owed().promised_by, zone.owed().promise_due) == ("", None)
    zone.waits(9 * DAY)
    assert not zone.owed().promise_broken


def test_in_the_next_cycle_nothing_is_promised(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    zone.says(TESS, ANSWERS, message)
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed().promised_by == ""
    zone.waits(2 * DAY)
    assert not zone.owed().promise_broken


def test_what_is_merged_breaks_no_promise_and_goes_on_with_it_afterwards(zone: Zone) -> None:
    zone.asks(ADA)
    zone.asks(BO)
    zone.events(PromiseAnswer(2), TESS)
    zone.events(MergeQuestions(2, 1), TESS)
    zone.waits(HOUR)
    zone.events(UnmergeQuestion(2), TESS)
    zone.waits(DAY)
    assert zone.owed(2).promise_broken


def test_a_promised_answer_is_still_owed_when_it_is_of_another_class(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    zone.events(ReclassObligation(1, ObligationClass.STATEMENT), TOM)
    assert zone.owed().state is ACKED


def test_only_staff_promise_and_only_what_waits(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.refusal(PromiseAnswer(1), CHEN) is RejectionCode.NOT_PERMITTED
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert zone.refusal(PromiseAnswer(1), TESS) is RejectionCode.WRONG_STATE
    assert zone.refusal(PromiseAnswer(9), TESS) is RejectionCode.NOT_FOUND


def test_nobody_promises_themselves(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(Leave(), ADA)
    promoted = replace(person("ada", Role.TA), at_desk=True)
    assert zone.refusal(PromiseAnswer(1), promoted) is RejectionCode.NOT_PERMITTED


def test_the_asker_and_staff_are_told_that_it_was_broken_and_peers_are_not(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    zone.waits(DAY)
    assert zone.owed(1, ADA).promise_broken
    (seen,) = zone.room.snapshot(EVERYONE).obligations.items
    assert (seen.promised_name, seen.promise_broken) == ("Tess", False)
    made = next(event for event in zone.log if isinstance(event, PromiseMade))
    assert made.until == START + DAY
