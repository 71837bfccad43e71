"""Which questions wait for approval: none, those of newcomers, all, and those that a rule matched."""

from __future__ import annotations

import pytest

from rooms.moderation.events import RuleMatched
from rooms.moderation.terms import RuleEffect
from rooms.questions.events import QuestionAsked, QuestionSubmitted
from rooms.questions.terms import (
    ApproveQuestion,
    AskQuestion,
    HoldReason,
    PreModeration,
    QuestionState,
    SetPreModeration,
    SubmitQuestion,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_nothing_is_held_until_staff_say_so(hall: Hall) -> None:
    assert hall.view().questions.pre_moderation is PreModeration.OFF
    assert hall.state(hall.asks(ADA)) is QuestionState.QUEUED


def test_a_held_question_is_seen_with_the_reason_by_its_asker_and_staff(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    for actor in (ADA, TOM):
        question = hall.seen(id, actor)
        assert (question.state, question.held_for) == (QuestionState.HELD, HoldReason.EVERYBODY)
    assert [hall.sees(id, actor) for actor in (None, BO)] == [False, False]


def test_approved_it_joins_the_queue_in_the_order_of_asking_with_its_clock(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(ADA)
    hall.events(SetPreModeration(PreModeration.OFF), TESS)
    later = hall.asks(BO)
    hall.now += 90
    hall.events(ApproveQuestion(held), TOM)
    question = hall.seen(held)
    assert (question.state, question.held_for) == (QuestionState.QUEUED, None)
    assert (question.at, question.changed_at) == (START, START + 90)
    assert [each.id for each in hall.view().questions.items] == [held, later]


def test_a_newcomer_is_who_had_no_question_in_the_queue_here_before(hall: Hall) -> None:
    hall.asks(BO)
    hall.events(SetPreModeration(PreModeration.NEWCOMERS), TESS)
    first, second, of_known = hall.asks(ADA), hall.asks(ADA), hall.asks(BO)
    reasons = [hall.seen(id, TESS).held_for for id in (first, second, of_known)]
    assert reasons == [HoldReason.NEWCOMER, HoldReason.NEWCOMER, None]
    hall.events(ApproveQuestion(first), TESS)
    assert hall.state(hall.asks(ADA)) is QuestionState.QUEUED


@pytest.mark.parametrize("mode", PreModeration)
def test_staff_are_never_held(hall: Hall, mode: PreModeration) -> None:
    hall.events(SetPreModeration(mode), TESS)
    assert hall.state(hall.asks(TOM)) is QuestionState.QUEUED


@pytest.mark.parametrize("effect", [RuleEffect.HOLD, RuleEffect.HIDE])
def test_a_rule_that_would_hold_or_hide_a_message_holds_a_question(hall: Hall, effect: RuleEffect) -> None:
    hall.forbids("buy", effect)
    asked, matched = hall.events(AskQuestion(hall.cid(), "Where to buy?"), ADA)
    assert isinstance(asked, QuestionAsked)
    assert isinstance(matched, RuleMatched)
    assert (asked.state, asked.held_for) == (QuestionState.HELD, HoldReason.RULE)
    draft = hall.asks(ADA, "What to buy?", draft=True)
    submitted, _ = hall.events(SubmitQuestion(draft), ADA)
    assert isinstance(submitted, QuestionSubmitted)
    assert submitted.question.held_for is HoldReason.RULE


def test_only_a_held_question_is_approved(hall: Hall) -> None:
    id = hall.asks(ADA)
    assert hall.refusal(ApproveQuestion(id), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(ApproveQuestion(99), TESS) is RejectionCode.NOT_FOUND


def test_setting_the_mode_that_is_set_changes_nothing(hall: Hall) -> None:
    assert hall.events(SetPreModeration(PreModeration.OFF), TESS) == []
