"""What a response is worth: by whom, and to what."""

from __future__ import annotations

import pytest

from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import PostMessage
from rooms.moderation.terms import ContentRule, RuleEffect, RuleKind, SetContentRules
from rooms.obligations.standard import STANDARD
from rooms.obligations.steps import PEER_SECONDS
from rooms.obligations.terms import (
    AttributeAnswer,
    Coverage,
    How,
    NoteSubmission,
    ObligationClass,
    ObligationState,
    PauseReason,
    SetCoverage,
    SetExamMode,
    TargetKind,
)
from rooms.rejections import RejectionCode
from rooms.terms import Actor
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, PROMISES, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, GIL, OTTO, TESS, TOM
from tests.support.rooms import START, person

ANSWERED, OPEN = ObligationState.ANSWERED, ObligationState.OPEN


@pytest.mark.parametrize("text", [ASKS, SAYS])
@pytest.mark.parametrize("actor", [TOM, TESS, OTTO], ids=lambda actor: actor.role)
def test_a_reply_by_staff_answers_and_is_the_first_response(zone: Zone, text: str, actor: Actor) -> None:
    message = zone.says(ADA, text)
    zone.now += MINUTE
    zone.says(actor, ANSWERS, message)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ANSWERED, How.REPLY, actor.member)
    assert (owed.acked_at, owed.acked_by, owed.resolved_at) == (zone.now, actor.member, zone.now)
    assert owed.due_at is None
    assert zone.view().obligations.waits == [MINUTE]


def test_what_waits_can_be_answered_however_much_was_said_since() -> None:
    zone = Zone(audiences=())
    thread = zone.says(TESS, "Ask here.")
    first = zone.says(ADA, ASKS)
    within = zone.says(BO, ASKS, thread)
    for _ in range(KEPT_MESSAGES):
        zone.says(TESS, SAYS)
    zone.says(TESS, ANSWERS, first)
    zone.says(TESS, ANSWERS, within)
    assert [(item.state, item.how) for item in zone.items()] == [(ANSWERED, How.REPLY)] * 2
    assert zone.refusal(PostMessage(zone.cid(), ANSWERS, first), TESS) is RejectionCode.TOO_OLD
    assert zone.refusal(PostMessage(zone.cid(), ANSWERS, 10_000), TESS) is RejectionCode.NOT_FOUND


def test_who_asks_back_has_responded_and_the_clock_stands(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.says(TESS, ASKS_BACK, message)
    owed = zone.owed()
    assert (owed.state, owed.target, owed.due_at) == (ObligationState.ACKED, TargetKind.FULL, None)
    assert (owed.paused_for, owed.acked_by) == (PauseReason.ASKED_BACK, "tess")
    zone.says(TOM, ASKS_BACK, message)
    assert zone.happened() == []
    assert zone.waits(100 * HOUR) == []
    zone.says(TESS, ANSWERS, message)
    assert zone.owed().state is ANSWERED


def test_who_promises_to_come_back_has_responded_and_still_owes_the_answer(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, PROMISES, message)
    owed = zone.owed()
    assert (owed.state, owed.due_at) == (ObligationState.ACKED, START + 4 * HOUR)


def test_a_statement_is_owed_no_more_than_a_word_even_if_that_asks_back(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.says(TESS, ASKS_BACK, message)
    assert zone.owed().state is ANSWERED


def test_who_asks_back_during_an_exam_is_waited_for_after_it(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.events(SetExamMode(10), TESS)
    assert zone.owed().paused_for is PauseReason.EXAM
    zone.says(TESS, ASKS_BACK, message)
    assert zone.owed().paused_for is PauseReason.ASKED_BACK
    zone.waits(10 * MINUTE)
    assert zone.owed().due_at is None


# ---------------------------------------------------------------- learners


def test_an_active_students_answer_to_a_question_counts_once_it_is_accepted(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(CHEN, ANSWERS, message)
    owed = zone.owed(1)
    assert (owed.state, owed.peer, owed.due_at) == (OPEN, "chen", START + 15 * MINUTE)
    zone.says(person("chen", CHEN.role), "One more thing.", message)
    assert [name for name in zone.happened() if name == "PeerAnswered"] == []


def test_or_when_nobody_objects_for_a_day(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.says(CHEN, ANSWERS, message)
    zone.waits(PEER_SECONDS - 1)
    assert zone.owed(1).state is OPEN
    zone.waits(1)
    owed = zone.owed(1)
    assert (owed.state, owed.how, owed.resolved_by) == (ANSWERED, How.PEER, "chen")
    assert owed.breached_at == START + 15 * MINUTE


@pytest.mark.parametrize("actor", [CHEN, BO, GIL], ids=lambda actor: actor.role)
def test_every_learner_may_acknowledge_a_statement_and_is_owed_nothing_for_that(
    zone: Zone, actor: Actor
) -> None:
    message = zone.says(ADA, SAYS)
    zone.says(actor, "Here too.", message)
    (owed,) = zone.items()
    assert (owed.state, owed.acked_by) == (ANSWERED, actor.member)


def test_who_answers_and_asks_is_owed_an_answer_too_and_so_is_whose_answer_does_not_count(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.says(BO, "Here too. Why does it rain?", message)
    assert (zone.owed().asker, zone.owed().class_) == ("bo", ObligationClass.QUESTION)
    message = zone.says(ADA, ASKS)
    zone.says(GIL, ANSWERS, message)
    assert (zone.owed().asker, zone.owed().class_) == ("gil", ObligationClass.STATEMENT)


def test_another_students_answer_to_a_question_is_none_until_the_asker_says_so(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(BO, ANSWERS, message)
    assert (zone.owed(1).state, zone.owed(1).peer) == (OPEN, "")


@pytest.mark.parametrize(("actor", "state"), [(CHEN, ANSWERED), (BO, OPEN)], ids=["active", "student"])
def test_a_newcomer_is_not_left_to_other_students_while_staff_are_due(
    actor: Actor, state: ObligationState
) -> None:
    zone = Zone(known=False)
    message = zone.says(ADA, SAYS)
    assert zone.owed().class_ is ObligationClass.NEWCOMER
    zone.says(actor, "Welcome!", message)
    assert zone.owed(1).state is state


def test_outside_the_hours_any_learner_greets_a_newcomer() -> None:
    zone = Zone(known=False)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [])))
    message = zone.says(ADA, SAYS)
    zone.says(BO, "Welcome!", message)
    assert zone.owed(1).state is ANSWERED


def test_no_learner_answers_what_only_staff_can(zone: Zone) -> None:
    zone.events(NoteSubmission(7, "ada", "Ada"))
    message = zone.says(CHEN, ANSWERS)
    assert zone.events(AttributeAnswer(message, 1), CHEN) == []
    assert (zone.owed(1).class_, zone.owed(1).state) == (ObligationClass.SUBMISSION, OPEN)


def test_nobody_answers_themselves(zone: Zone) -> None:
    message = zone.says(CHEN, ASKS)
    zone.says(CHEN, ANSWERS, message)
    assert (zone.owed().state, zone.owed().peer) == (OPEN, "")


def test_words_that_a_rule_hides_answer_nobody_and_are_owed_nothing_until_they_come_back(zone: Zone) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HIDE, ["buy now"], shadow=False)
    zone.events(SetContentRules([rule], []), TESS)
    message = zone.says(ADA, SAYS)
    zone.says(BO, "buy now", message)
    assert zone.owed(1).state is OPEN
    assert zone.owed(2).state is ObligationState.REMOVED
