"""What askers say about their own, and which of them a message answers."""

from __future__ import annotations

import pytest

from rooms.chat.terms import DeleteMessage
from rooms.moderation.terms import Report, ReportReason, Subject, SubjectKind
from rooms.obligations.speaking import REOPEN_SECONDS
from rooms.obligations.terms import (
    AttributeAnswer,
    How,
    MarkSolved,
    MarkUnsolved,
    ObligationClass,
    ObligationState,
    WaiveObligation,
)
from rooms.rejections import RejectionCode
from rooms.stage.terms import LowerHand, RaiseHand
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM

OPEN, ANSWERED = ObligationState.OPEN, ObligationState.ANSWERED


@pytest.mark.parametrize("how", [How.ASKER, How.MEMORY])
def test_an_asker_solves_their_own_and_nobody_has_responded(zone: Zone, how: How) -> None:
    zone.says(ADA, ASKS)
    zone.events(MarkSolved(1, how), ADA)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by, owed.acked_at) == (ANSWERED, how, "", None)


@pytest.mark.parametrize("how", [How.ASKER, How.PEER])
def test_who_solves_what_a_learner_answered_accepts_the_answer(zone: Zone, how: How) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(CHEN, ANSWERS, message)
    zone.now += MINUTE
    zone.events(MarkSolved(1, how), ADA)
    owed = zone.owed(1)
    assert (owed.how, owed.resolved_by, owed.acked_by) == (How.PEER, "chen", "chen")


def test_nothing_is_solved_by_whom_it_cannot_be(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    for how in (How.PEER, How.BOT, How.REPLY):
        assert zone.refusal(MarkSolved(1, how), ADA) is RejectionCode.BAD_CHOICE
    assert zone.refusal(MarkSolved(1), BO) is RejectionCode.NOT_YOURS
    assert zone.refusal(MarkSolved(2), ADA) is RejectionCode.NOT_FOUND


def test_not_solved_is_the_next_cycle_of_the_same_with_a_clock_from_zero(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.says(TESS, ANSWERS, message)
    zone.now += REOPEN_SECONDS
    zone.events(MarkUnsolved(1, "still not"), ADA)
    assert (zone.owed().cycle, zone.owed().due_at) == (2, zone.now + 15 * MINUTE)
    zone.events(WaiveObligation(1, "said twice"), TESS)
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed().cycle == 3


def test_later_or_after_a_withdrawal_one_asks_again(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, message)
    zone.now += REOPEN_SECONDS + 1
    assert zone.refusal(MarkUnsolved(1), ADA) is RejectionCode.TOO_OLD
    zone.events(DeleteMessage(zone.says(BO, ASKS)), BO)
    assert zone.refusal(MarkUnsolved(2), BO) is RejectionCode.WRONG_STATE
    assert zone.refusal(MarkUnsolved(2), ADA) is RejectionCode.NOT_YOURS


def test_an_objection_to_a_learners_answer_leaves_it_open(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(CHEN, ANSWERS, message)
    zone.events(MarkUnsolved(1), ADA)
    assert (zone.owed(1).state, zone.owed(1).peer) == (OPEN, "")
    assert zone.events(MarkUnsolved(1), ADA) == []


def test_a_hand_that_was_sent_down_and_is_not_done_with_is_something_that_was_said(zone: Zone) -> None:
    zone.events(RaiseHand("about groups"), ADA)
    zone.events(LowerHand("ada"), TESS)
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed().class_ is ObligationClass.STATEMENT


# ---------------------------------------------------------------- attributing


def test_staff_say_which_of_several_their_message_answers(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(BO, ASKS)
    message = zone.says(TESS, ANSWERS)
    zone.events(AttributeAnswer(message, 2), TESS)
    assert [item.state for item in zone.items()] == [OPEN, ANSWERED]
    assert zone.refusal(AttributeAnswer(message, 2), TESS) is RejectionCode.WRONG_STATE


def test_an_active_student_says_so_of_their_own_and_it_counts_once_it_is_accepted(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    message = zone.says(CHEN, ANSWERS)
    zone.events(AttributeAnswer(message, 1), CHEN)
    assert (zone.owed(1).state, zone.owed(1).peer) == (OPEN, "chen")
    others = zone.says(BO, SAYS)
    assert zone.refusal(AttributeAnswer(others, 1), CHEN) is RejectionCode.NOT_YOURS


def test_staff_accept_a_learners_answer_by_it(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    message = zone.says(BO, ANSWERS)
    zone.events(AttributeAnswer(message, 1), TOM)
    assert (zone.owed(1).how, zone.owed(1).resolved_by) == (How.PEER, "bo")


def test_what_was_said_before_or_by_the_asker_or_is_gone_is_no_answer(zone: Zone) -> None:
    before = zone.says(TESS, ANSWERS)
    zone.now += MINUTE
    own = zone.says(ADA, ASKS)
    assert zone.refusal(AttributeAnswer(before, 1), TESS) is RejectionCode.WRONG_STATE
    assert zone.refusal(AttributeAnswer(own, 1), TESS) is RejectionCode.NOT_PERMITTED
    assert zone.refusal(AttributeAnswer(99, 1), TESS) is RejectionCode.NOT_FOUND
    zone.now += MINUTE
    answer = zone.says(TESS, ANSWERS, own)
    zone.now += MINUTE
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed().reopened_at == zone.now
    assert zone.refusal(AttributeAnswer(answer, 1), TESS) is RejectionCode.WRONG_STATE


def test_nobody_finds_out_with_it_who_asked_anonymously(zone: Zone) -> None:
    zone.asks(ADA, anonymous=True)
    for actor in (ADA, BO):
        message = zone.says(actor, SAYS)
        assert zone.refusal(AttributeAnswer(message, 1), TESS) is RejectionCode.NOT_YOURS


def test_a_report_is_not_answered_in_chat_nor_opened_again(zone: Zone) -> None:
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM), ADA)
    message = zone.says(TESS, ANSWERS)
    assert zone.refusal(AttributeAnswer(message, 1), TESS) is RejectionCode.BAD_CHOICE
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert zone.refusal(MarkUnsolved(1), ADA) is RejectionCode.WRONG_STATE
