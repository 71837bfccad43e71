"""Which questions wait for approval: none, those of newcomers, all, and those that a rule matched."""

from __future__ import annotations

import pytest

from community.covered_time import Window
from rooms.chat.terms import PostMessage
from rooms.life.terms import Tick
from rooms.moderation.events import RuleMatched
from rooms.moderation.terms import RuleEffect
from rooms.obligations.terms import ClockKind, Coverage, Occasion, SetCoverage, Target
from rooms.questions.events import QuestionAsked, QuestionOverdue, QuestionSubmitted
from rooms.questions.terms import (
    ApproveQuestion,
    AskQuestion,
    ConvertMessage,
    DismissQuestion,
    DismissReason,
    HoldReason,
    PreModeration,
    QuestionState,
    SetPreModeration,
    SubmitQuestion,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from rooms.terms import Actor
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


# ---------------------------------------------------------------- what nobody looks at


def overdue(hall: Hall) -> list[int]:
    return [event.id for event in hall.events(Tick()) if isinstance(event, QuestionOverdue)]


def test_what_is_held_for_more_than_two_minutes_is_overdue_once_and_goes_on_waiting(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    asked_at = hall.now
    assert hall.room.next_deadline() == asked_at + 120
    hall.now += 119
    assert overdue(hall) == []
    hall.now += 1
    assert overdue(hall) == [id]
    assert overdue(hall) == []
    for actor in (ADA, TOM):
        question = hall.seen(id, actor)
        assert (question.state, question.overdue) == (QuestionState.HELD, True)
        assert (question.at, question.review_by) == (asked_at, asked_at + 120)
    assert not hall.sees(id, BO)


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (ApproveQuestion(1), TOM),
        (DismissQuestion(1, DismissReason.OFF_TOPIC), TOM),
        (WithdrawQuestion(1), ADA),
    ],
)
def test_whoever_looks_at_it_in_time_ends_its_wait(
    hall: Hall, command: ApproveQuestion | DismissQuestion | WithdrawQuestion, actor: Actor
) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.asks(ADA)
    hall.events(command, actor)
    hall.now += 600
    assert overdue(hall) == []
    assert (hall.seen(1, TOM).review_by, hall.seen(1, TOM).overdue) == (None, False)


def test_once_it_is_approved_nothing_is_overdue_any_more(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    hall.now += 200
    assert overdue(hall) == [id]
    hall.events(ApproveQuestion(id), TOM)
    assert not hall.seen(id, BO).overdue


def test_the_time_of_a_draft_begins_when_it_is_asked(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.events(AskQuestion("cid-draft", "Why?", draft=True), ADA)
    hall.now += 600
    assert overdue(hall) == []
    hall.events(SubmitQuestion(1), ADA)
    assert hall.seen(1, ADA).review_by == hall.now + 120


def test_a_message_that_becomes_a_held_question_is_to_be_looked_at_in_time(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.events(PostMessage("cid-message", "Why is that so?"), ADA)
    hall.events(ConvertMessage("cid-convert", 1), ADA)
    assert hall.seen(1, ADA).review_by == hall.now + 120


def test_how_long_it_may_be_held_is_what_the_community_says_and_what_is_held_keeps_its_time(
    hall: Hall,
) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    first = hall.asks(ADA)
    quick = Target(30.0, None, ClockKind.WALL)
    hall.events(SetCoverage(Coverage(1, {}, [], {Occasion.HELD: quick})))
    second = hall.asks(BO)
    hall.now += 30
    assert overdue(hall) == [second]
    hall.now += 90
    assert overdue(hall) == [first]


def test_outside_the_hours_of_a_covered_target_nobody_has_to_look(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    covered = Target(30.0, None, ClockKind.COVERED)
    hours = Window(hall.now + 3600, hall.now + 7200)
    hall.events(SetCoverage(Coverage(1, {}, [hours], {Occasion.HELD: covered})))
    assert hall.seen(hall.asks(ADA), TESS).review_by == hours.start + 30
