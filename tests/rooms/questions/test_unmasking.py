"""An operator who gives a reason learns who asked, for good; staff see that it was done."""

from __future__ import annotations

import pytest

from rooms.questions.events import QuestionUnmasked
from rooms.questions.terms import (
    DismissQuestion,
    DismissReason,
    PreModeration,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    UnmaskQuestion,
)
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.visibility import project
from tests.rooms.questions.hall import Hall, audience
from tests.support.law import ADA, BO, OTTO, TESS

WHY = "A threat in it."


@pytest.fixture
def hall() -> Hall:
    """With an anonymous question of Ada's."""
    hall = Hall()
    hall.asks(ADA, anonymous=True)
    return hall


def _askers(hall: Hall) -> list[tuple[str, str]]:
    """As everybody, Bo, Tess, Otto and Ada see them."""
    seen = [hall.seen(1, actor) for actor in (None, BO, TESS, OTTO, ADA)]
    return [(question.asker, question.asker_name) for question in seen]


def test_only_the_operator_who_asked_sees_who_asked(hall: Hall) -> None:
    hidden, ada = ("", ""), ("ada", "Ada")
    assert _askers(hall) == [hidden, hidden, hidden, hidden, ada]
    hall.events(UnmaskQuestion(1, WHY), OTTO)
    assert _askers(hall) == [hidden, hidden, hidden, ada, ada]


def test_staff_see_that_it_was_done_and_why_and_peers_nothing(hall: Hall) -> None:
    (unmasked,) = hall.events(UnmaskQuestion(1, WHY), OTTO)
    assert project(unmasked, audience(BO)) is None
    told = project(unmasked, audience(TESS))
    assert isinstance(told, QuestionUnmasked)
    assert (told.by, told.reason, told.asker, told.asker_name) == ("otto", WHY, "", "")


def test_the_operator_goes_on_seeing_it_whatever_becomes_of_the_question(hall: Hall) -> None:
    hall.events(UnmaskQuestion(1, WHY), OTTO)
    hall.events(DismissQuestion(1, DismissReason.INAPPROPRIATE), TESS)
    hall.events(ReopenQuestion(1), TESS)
    assert hall.seen(1, OTTO).state is QuestionState.QUEUED
    assert hall.seen(1, OTTO).asker == "ada"
    assert hall.events(UnmaskQuestion(1, WHY), OTTO) == []


def test_who_is_no_operator_any_more_does_not_see_it_any_more(hall: Hall) -> None:
    hall.events(UnmaskQuestion(1, WHY), OTTO)
    assert hall.seen(1, hall.returns_as(OTTO, Role.STUDENT)).asker == ""


def test_only_operators_unmask(hall: Hall) -> None:
    for actor in (ADA, BO, TESS):
        assert hall.refusal(UnmaskQuestion(1, WHY), actor) is RejectionCode.NOT_PERMITTED


def test_a_held_question_is_unmasked_too_and_an_own_one_needs_no_unmasking(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held, own = hall.asks(ADA, anonymous=True), hall.asks(OTTO, anonymous=True)
    hall.events(UnmaskQuestion(held, WHY), OTTO)
    assert hall.seen(held, OTTO).asker == "ada"
    assert hall.events(UnmaskQuestion(own, WHY), OTTO) == []


def test_there_must_be_a_mask(hall: Hall) -> None:
    id, draft = hall.asks(BO), hall.asks(ADA, anonymous=True, draft=True)
    assert hall.refusal(UnmaskQuestion(id, WHY), OTTO) is RejectionCode.WRONG_STATE
    assert hall.refusal(UnmaskQuestion(draft, WHY), OTTO) is RejectionCode.NOT_FOUND
