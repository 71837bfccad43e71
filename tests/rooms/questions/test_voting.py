"""One vote per member, for public open questions, and never for one's own."""

from __future__ import annotations

import pytest

from rooms.questions.terms import (
    DismissQuestion,
    DismissReason,
    MergeQuestions,
    PreModeration,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
    VoteQuestion,
)
from rooms.rejections import RejectionCode
from rooms.visibility import project
from tests.rooms.questions.hall import Hall, audience
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM


@pytest.fixture
def hall() -> Hall:
    """With a question of Ada's and one of Bo's."""
    hall = Hall()
    hall.asks(ADA)
    hall.asks(BO)
    return hall


def test_a_member_has_one_vote_and_can_take_it_back(hall: Hall) -> None:
    hall.events(VoteQuestion(1, on=True), BO)
    assert hall.events(VoteQuestion(1, on=True), BO) == []
    hall.events(VoteQuestion(1, on=True), CHEN)
    assert hall.seen(1).votes == 2
    hall.events(VoteQuestion(1, on=False), BO)
    assert hall.events(VoteQuestion(1, on=False), BO) == []
    assert hall.seen(1).votes == 1


def test_one_sees_ones_own_vote_and_nobody_sees_whose_the_others_are(hall: Hall) -> None:
    (voted,) = hall.events(VoteQuestion(1, on=True), BO)
    assert [hall.seen(1, actor).voted for actor in (None, ADA, BO, TESS)] == [False, False, True, False]
    assert "bo" not in repr([project(voted, audience(actor)) for actor in (ADA, CHEN, TESS)])


def test_nobody_votes_for_their_own_question(hall: Hall) -> None:
    assert hall.refusal(VoteQuestion(1, on=True), ADA) is RejectionCode.NOT_PERMITTED


def test_votes_are_given_while_a_question_is_open_and_public(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    hall.events(VoteQuestion(1, on=True), BO)
    hall.events(DismissQuestion(1, DismissReason.NO_TIME), TESS)
    assert hall.refusal(VoteQuestion(1, on=True), CHEN) is RejectionCode.WRONG_STATE
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(ADA)
    assert hall.refusal(VoteQuestion(held, on=True), BO) is RejectionCode.NOT_FOUND
    assert hall.refusal(VoteQuestion(held, on=True), TESS) is RejectionCode.WRONG_STATE


def test_a_vote_for_a_merged_question_is_for_the_one_that_it_follows(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(VoteQuestion(1, on=True), GIL)
    assert (hall.seen(1, GIL).votes, hall.seen(1, GIL).voted) == (0, False)
    assert (hall.seen(2, GIL).votes, hall.seen(2, GIL).voted) == (1, True)
    assert hall.events(VoteQuestion(2, on=True), GIL) == []


def test_a_vote_that_was_given_before_merging_is_taken_back_wherever_it_was_given(hall: Hall) -> None:
    hall.events(VoteQuestion(1, on=True), GIL)
    hall.events(VoteQuestion(2, on=True), GIL)
    hall.events(VoteQuestion(1, on=True), TOM)
    hall.events(MergeQuestions(1, 2), TESS)
    assert hall.seen(2).votes == 2
    hall.events(VoteQuestion(2, on=False), GIL)
    assert hall.seen(2).votes == 1
    assert [hall.seen(id, GIL).voted for id in (1, 2)] == [False, False]


def test_nobody_votes_for_their_own_by_way_of_another(hall: Hall) -> None:
    hall.events(MergeQuestions(1, 2), TESS)
    for asker in (ADA, BO):
        assert hall.refusal(VoteQuestion(1, on=True), asker) is RejectionCode.NOT_PERMITTED
    hall.events(VoteQuestion(2, on=True), ADA)
    assert hall.seen(2).votes == 1


def test_ones_vote_stays_ones_own_when_the_question_is_reopened(hall: Hall) -> None:
    hall.events(VoteQuestion(1, on=True), BO)
    hall.answers(1, TOM)
    hall.events(ReopenQuestion(1), ADA)
    assert [hall.seen(1, actor).voted for actor in (ADA, BO, TESS)] == [False, True, False]
