"""How many questions may wait at once."""

from __future__ import annotations

import pytest

from rooms.questions.limits import DRAFTS_IN_ROOM, OPEN_IN_ROOM, OPEN_PER_MEMBER
from rooms.questions.terms import (
    AskQuestion,
    DismissQuestion,
    DismissReason,
    QuestionState,
    ReopenQuestion,
    SubmitQuestion,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS


def test_a_member_has_at_most_five_open_questions_and_drafts() -> None:
    hall = Hall()
    ids = [hall.asks(ADA, draft=number % 2 == 0) for number in range(OPEN_PER_MEMBER)]
    assert hall.refusal(AskQuestion(hall.cid(), "And?"), ADA) is RejectionCode.TOO_MANY
    assert hall.refusal(AskQuestion(hall.cid(), "And?", draft=True), ADA) is RejectionCode.TOO_MANY
    hall.events(SubmitQuestion(ids[0]), ADA)
    hall.events(WithdrawQuestion(ids[1]), ADA)
    assert hall.asks(ADA) == 6
    assert hall.asks(BO) == 7


def test_a_room_has_at_most_three_hundred_open_questions_and_then_no_draft_is_asked_either() -> None:
    hall = Hall(audiences=())
    draft = hall.asks(ADA, draft=True)
    dismissed = hall.asks(BO)
    hall.events(DismissQuestion(dismissed, DismissReason.NO_TIME), TESS)
    hall.crowd(OPEN_IN_ROOM)
    assert hall.refusal(AskQuestion(hall.cid(), "And?"), BO) is RejectionCode.TOO_MANY
    assert hall.refusal(SubmitQuestion(draft), ADA) is RejectionCode.TOO_MANY
    assert hall.refusal(ReopenQuestion(dismissed), TESS) is RejectionCode.TOO_MANY
    assert hall.asks(BO, draft=True) == OPEN_IN_ROOM + 3


def test_drafts_are_bounded_apart_and_those_of_people_who_are_gone_make_place() -> None:
    hall = Hall(audiences=())
    hall.crowd(DRAFTS_IN_ROOM, QuestionState.DRAFT)
    assert hall.asks(ADA, draft=True) == DRAFTS_IN_ROOM + 1
    assert hall.forgotten() == [1]
    assert hall.asks(ADA) == DRAFTS_IN_ROOM + 2
    assert hall.forgotten() == [1]


def test_nobody_who_is_here_loses_a_draft_to_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rooms.questions.limits.DRAFTS_IN_ROOM", 2)
    hall = Hall()
    hall.asks(ADA, draft=True)
    hall.asks(BO, draft=True)
    assert hall.refusal(AskQuestion(hall.cid(), "And?", draft=True), ADA) is RejectionCode.TOO_MANY
    hall.leaves(BO)
    assert hall.asks(ADA, draft=True) == 3
    assert hall.forgotten() == [2]
