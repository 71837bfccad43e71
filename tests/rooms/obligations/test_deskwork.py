"""What staff decide about something that waits."""

from __future__ import annotations

import pytest

from rooms.chat.terms import DeleteMessage
from rooms.kinds import RoomKind
from rooms.life.terms import StartSession
from rooms.members.terms import Leave
from rooms.moderation.terms import Report, ReportReason, Subject, SubjectKind
from rooms.obligations.terms import (
    AutoReply,
    AwaitAsker,
    How,
    NoteSubmission,
    ObligationClass,
    ObligationState,
    PauseReason,
    ReclassObligation,
    SetAutoReplies,
    WaiveObligation,
)
from rooms.rejections import RejectionCode
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ASKS, DAY, HOUR, MINUTE, PROMISES, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START

QUESTION, STATEMENT = ObligationClass.QUESTION, ObligationClass.STATEMENT


# ---------------------------------------------------------------- waiving


def test_no_answer_is_needed_with_a_reason_that_staff_and_the_asker_see(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.waits(20 * MINUTE)
    zone.events(WaiveObligation(1, "  asked by mistake "), TESS)
    owed = zone.owed()
    assert (owed.state, owed.reason, owed.resolved_by) == (
        ObligationState.WAIVED,
        "asked by mistake",
        "tess",
    )
    assert owed.breached_at == START + 15 * MINUTE, "what is waived after its deadline keeps its breach"
    assert zone.owed(1, ADA).reason == "asked by mistake"
    (peers,) = zone.room.snapshot(EVERYONE).obligations.items
    assert (peers.reason, peers.resolved_by) == ("", "")


def test_a_reason_is_needed_and_something_that_waits(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.refusal(WaiveObligation(1, "   "), TESS) is RejectionCode.EMPTY_MESSAGE
    assert zone.refusal(WaiveObligation(1, "said twice"), CHEN) is RejectionCode.NOT_PERMITTED
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert zone.refusal(WaiveObligation(1, "said twice"), TESS) is RejectionCode.WRONG_STATE


# ---------------------------------------------------------------- another class


def test_what_is_moved_to_another_class_keeps_the_time_that_it_has_waited(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    zone.now += 10 * MINUTE
    zone.events(ReclassObligation(1, QUESTION), TESS)
    assert (zone.owed().class_, zone.owed().due_at) == (QUESTION, START + 15 * MINUTE)
    assert zone.events(ReclassObligation(1, QUESTION), TESS) == []


def test_what_was_acknowledged_and_needs_no_more_is_answered_by_that(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.reacts(TOM, message)
    zone.events(ReclassObligation(1, STATEMENT), TESS)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ObligationState.ANSWERED, How.REACTION, "tom")


def test_only_what_was_said_can_be_of_another_class(zone: Zone) -> None:
    zone.events(NoteSubmission(7, "ada", "Ada"))
    assert zone.refusal(ReclassObligation(1, QUESTION), TESS) is RejectionCode.BAD_CHOICE
    zone.says(ADA, SAYS)
    assert zone.refusal(ReclassObligation(2, ObligationClass.HAND), TESS) is RejectionCode.BAD_CHOICE
    assert zone.refusal(ReclassObligation(9, QUESTION), TESS) is RejectionCode.NOT_FOUND


def test_in_a_live_class_a_question_is_to_be_taken_up_at_once() -> None:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    zone.says(ADA, SAYS)
    zone.now += MINUTE
    zone.events(ReclassObligation(1, QUESTION), TESS)
    assert zone.owed().due_at == START + 3 * MINUTE


# ---------------------------------------------------------------- asking back


def test_a_pause_by_staff_without_a_public_message_since_the_askers_last_is_refused(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE
    zone.says(BO, SAYS)
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE
    asked = zone.says(TESS, PROMISES)
    zone.now += MINUTE
    zone.events(AwaitAsker(1), TOM)
    owed = zone.owed(1)
    assert (owed.paused_for, owed.acked_by, owed.due_at) == (PauseReason.ASKED_BACK, "tom", None)
    assert zone.events(AwaitAsker(1), TOM) == []
    zone.now += DAY
    zone.says(ADA, "It is about the factorial.")
    assert zone.owed(1).due_at == zone.now + 4 * HOUR - MINUTE
    assert zone.refusal(AwaitAsker(1), TOM) is RejectionCode.WRONG_STATE, "nobody has asked since"
    zone.events(DeleteMessage(asked), TESS)


def test_what_was_taken_away_or_said_by_a_bot_or_elsewhere_is_no_question_back(zone: Zone) -> None:
    zone.events(SetAutoReplies([AutoReply("why", ["why"], "Which exercise?")]), TESS)
    thread = zone.says(TESS, "Ask here.")
    zone.now += MINUTE
    zone.says(ADA, ASKS)
    zone.says(BO, SAYS)
    gone = zone.says(TESS, "Which exercise?", important=True)
    zone.events(DeleteMessage(gone), TESS)
    zone.says(TESS, "Which exercise?", thread)
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE


def test_a_question_in_a_thread_is_asked_back_there_or_before_everybody(zone: Zone) -> None:
    thread = zone.says(TESS, "Ask here.")
    zone.now += MINUTE
    zone.says(ADA, ASKS, thread)
    zone.says(BO, SAYS)
    zone.says(TESS, "In which book?")
    zone.events(Leave(), TESS)
    zone.events(AwaitAsker(1), TOM)
    assert zone.owed(1).paused_for is PauseReason.ASKED_BACK


def test_whoever_has_spoken_since_anywhere_has_been_heard(zone: Zone) -> None:
    thread = zone.says(TESS, "Ask here.")
    zone.says(ADA, ASKS, thread)
    zone.says(TOM, PROMISES, thread)
    zone.says(ADA, ASKS)
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE
    zone.says(TOM, "In which book?", thread)
    zone.events(AwaitAsker(1), TESS)
    assert zone.owed(1).paused_for is PauseReason.ASKED_BACK


def test_what_peers_know_nothing_of_is_not_asked_about_in_public(zone: Zone) -> None:
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="gil"), ReportReason.SPAM), ADA)
    zone.says(TESS, "Who saw it?")
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE


def test_who_asked_anonymously_cannot_be_asked_back(zone: Zone) -> None:
    zone.asks(ADA, anonymous=True)
    zone.says(TESS, "In which book?")
    assert zone.refusal(AwaitAsker(1), TESS) is RejectionCode.WRONG_STATE
    assert zone.refusal(AwaitAsker(2), TESS) is RejectionCode.NOT_FOUND


@pytest.mark.parametrize("command", [AwaitAsker(1), ReclassObligation(1, QUESTION), WaiveObligation(1, "no")])
def test_what_staff_decide_is_for_staff(
    zone: Zone, command: AwaitAsker | ReclassObligation | WaiveObligation
) -> None:
    zone.says(ADA, SAYS)
    assert zone.refusal(command, CHEN) is RejectionCode.NOT_PERMITTED
