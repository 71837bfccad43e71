"""Which question somebody means, as far as they can see it."""

from __future__ import annotations

from rooms.questions.events import QuestionArchived
from rooms.questions.terms import (
    FocusQuestion,
    PreModeration,
    SetPreModeration,
    UnmergeQuestion,
    VoteQuestion,
)
from rooms.rejections import RejectionCode
from rooms.roles import Role
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS


def test_what_never_was_is_not_found_and_what_is_forgotten_is_too_old() -> None:
    hall = Hall()
    id = hall.asks(ADA)
    assert hall.refusal(VoteQuestion(id + 1, on=True), BO) is RejectionCode.NOT_FOUND
    hall.room.apply(QuestionArchived(at=hall.now, id=id))
    assert hall.refusal(VoteQuestion(id, on=True), BO) is RejectionCode.TOO_OLD


def test_what_is_hidden_from_somebody_is_not_there_for_them() -> None:
    hall = Hall()
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(ADA)
    assert hall.refusal(VoteQuestion(held, on=True), BO) is RejectionCode.NOT_FOUND
    assert hall.refusal(VoteQuestion(held, on=True), TESS) is RejectionCode.WRONG_STATE


def test_a_state_in_which_a_verb_cannot_be_used_refuses_it() -> None:
    hall = Hall()
    assert hall.refusal(UnmergeQuestion(hall.asks(ADA)), TESS) is RejectionCode.WRONG_STATE


def test_the_role_of_somebodys_latest_arrival_counts() -> None:
    hall = Hall()
    id = hall.asks(ADA)
    hall.returns_as(TESS, Role.STUDENT)
    assert hall.refusal(FocusQuestion(id), TESS) is RejectionCode.NOT_PERMITTED
