"""Staff choose the mode of the queue, and move questions by hand."""

from __future__ import annotations

import pytest

from rooms.questions.ordering import queue
from rooms.questions.terms import (
    FocusQuestion,
    MoveQuestion,
    OrderQuestions,
    PreModeration,
    QuestionOrder,
    SetPreModeration,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, CHEN, GIL, TESS


@pytest.fixture
def hall() -> Hall:
    """In manual order, with four questions."""
    hall = Hall()
    for asker in (ADA, BO, CHEN, GIL):
        hall.asks(asker)
    hall.events(OrderQuestions(QuestionOrder.MANUAL), TESS)
    return hall


def _queue(hall: Hall) -> list[int]:
    return [question.id for question in queue(hall.view(BO).questions)]


def test_everybody_sees_the_mode(hall: Hall) -> None:
    for mode in QuestionOrder:
        hall.events(OrderQuestions(mode), TESS)
        assert [hall.view(actor).questions.order for actor in (None, ADA)] == [mode, mode]
        assert hall.events(OrderQuestions(mode), TESS) == []


def test_a_question_is_moved_to_a_place_and_the_others_keep_their_order(hall: Hall) -> None:
    hall.events(MoveQuestion(3, 0), TESS)
    assert _queue(hall) == [3, 1, 2, 4]
    hall.events(MoveQuestion(1, 9999), TESS)
    assert _queue(hall) == [3, 2, 4, 1]


def test_moving_it_to_where_it_is_changes_nothing(hall: Hall) -> None:
    hall.events(MoveQuestion(3, 0), TESS)
    assert hall.events(MoveQuestion(3, 0), TESS) == []


def test_a_new_question_stands_behind_those_that_were_moved(hall: Hall) -> None:
    hall.events(MoveQuestion(4, 0), TESS)
    assert hall.seen(hall.asks(ADA)).place is None
    assert _queue(hall) == [4, 1, 2, 3, 5]


def test_only_what_is_queued_is_moved_and_only_the_queue_is_told(hall: Hall) -> None:
    hall.events(FocusQuestion(1), TESS)
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(ADA)
    assert hall.refusal(MoveQuestion(1, 0), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(MoveQuestion(held, 0), TESS) is RejectionCode.WRONG_STATE
    assert hall.refusal(MoveQuestion(99, 0), TESS) is RejectionCode.NOT_FOUND
    (moved,) = hall.events(MoveQuestion(4, 0), TESS)
    assert getattr(moved, "places", None) == {4: 0, 2: 1, 3: 2}
