"""The rows of the export: what each says about times, people and outcomes, and whom it does not name."""

from __future__ import annotations

import pytest
from msgspec import json

from rooms.life.terms import EndSession, StartSession
from rooms.questions.events import QuestionArchived
from rooms.questions.export import FIRST_RESPONSE_MS, QuestionRow, question_rows
from rooms.questions.terms import (
    AdoptQuestion,
    AnswerMode,
    ApproveQuestion,
    DismissQuestion,
    DismissReason,
    EndAnswer,
    EndorseAnswer,
    FocusQuestion,
    MergeQuestions,
    Origin,
    PreModeration,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
    SubmitQuestion,
    VoteQuestion,
    WithdrawQuestion,
)
from rooms.roles import Role
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM
from tests.support.rooms import START

ADDRESS = "https://study.example.org/r/algebra"


@pytest.fixture
def hall() -> Hall:
    """Ten seconds into class."""
    hall = Hall()
    hall.events(StartSession(), TESS)
    hall.now += 10
    return hall


def _rows(hall: Hall) -> list[QuestionRow]:
    return question_rows(enumerate(hall.log, 1), ADDRESS)


def test_a_question_answered_live_has_all_its_times(hall: Hall) -> None:
    asked_seq = len(hall.log) + 1
    hall.asks(ADA)
    hall.events(VoteQuestion(1, on=True), BO)
    hall.now += 20
    hall.events(FocusQuestion(1), TOM)
    hall.now += 5
    hall.events(StartAnswer(1), TESS)
    hall.now += 60.5
    hall.events(EndAnswer(1), TOM)
    (row,) = _rows(hall)
    assert row == QuestionRow(
        seq=asked_seq,
        question=1,
        session=1,
        asker="Ada",
        asked_at=START + 10,
        asked_offset_ms=10_000,
        text="Why?",
        tags=["panel"],
        votes=1,
        status=QuestionState.ANSWERED,
        held_ms=0,
        focused_at=START + 30,
        answer_started_at=START + 35,
        answer_started_offset_ms=35_000,
        answer_ended_at=START + 95.5,
        answer_ended_offset_ms=95_500,
        mode=AnswerMode.LIVE,
        answerer="Tess",
        endorsed_by="",
        merged_into=None,
        dismissed_for=None,
        reopened=0,
        first_response_ms=25_000,
        within_target=True,
        answers=[],
        link=f"{ADDRESS}?question=1",
    )


def test_an_anonymous_asker_stays_a_pseudonym_also_as_who_endorsed(hall: Hall) -> None:
    hall.asks(ADA, anonymous=True)
    hall.events(EndorseAnswer(1, hall.answers(1, CHEN)), ADA)
    (row,) = rows = _rows(hall)
    assert (row.asker, row.endorsed_by, row.answerer) == ("#1", "#1", "Chen")
    assert (row.mode, row.answers, row.tags) == (AnswerMode.PEER, ["Because."], ["panel", "anonymous"])
    assert b"ada" not in json.encode(rows).lower()


def test_who_endorsed_is_named_until_the_question_is_reopened(hall: Hall) -> None:
    hall.asks(ADA)
    hall.events(EndorseAnswer(1, hall.answers(1, CHEN)), TOM)
    assert _rows(hall)[0].endorsed_by == "Tom"
    hall.events(ReopenQuestion(1), ADA)
    (row,) = _rows(hall)
    assert (row.endorsed_by, row.reopened, row.status) == ("", 1, QuestionState.QUEUED)


def test_the_time_for_which_it_was_held_is_counted_and_its_clock_goes_on(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.asks(ADA)
    hall.now += 90
    hall.events(ApproveQuestion(1), TESS)
    hall.now += 10
    hall.answers(1, TOM)
    (row,) = _rows(hall)
    assert (row.held_ms, row.first_response_ms) == (90_000, 100_000)


def test_a_first_response_is_within_the_target_for_three_minutes(hall: Hall) -> None:
    hall.asks(ADA)
    hall.asks(BO)
    hall.asks(GIL)
    hall.now += FIRST_RESPONSE_MS / 1000
    hall.answers(1, CHEN)
    hall.now += 0.5
    hall.answers(2, TOM)
    hall.answers(1, TOM)
    rows = _rows(hall)
    assert [row.first_response_ms for row in rows] == [180_000, 180_500, None]
    assert [row.within_target for row in rows] == [True, False, None]


def test_answering_ones_own_question_live_is_no_response(hall: Hall) -> None:
    hall.asks(TESS)
    hall.events(StartAnswer(1), TESS)
    assert _rows(hall)[0].first_response_ms is None


def test_a_second_live_answer_has_no_end_until_it_ends(hall: Hall) -> None:
    hall.asks(ADA)
    hall.events(StartAnswer(1), TESS)
    hall.events(EndAnswer(1, answered=False), TESS)
    hall.now += 5
    hall.events(StartAnswer(1), TESS)
    (row,) = _rows(hall)
    assert (row.answer_started_offset_ms, row.answer_ended_at) == (15_000, None)


def test_a_draft_is_in_it_from_when_it_was_asked_and_not_before(hall: Hall) -> None:
    first, second = hall.asks(ADA, draft=True), hall.asks(ADA, draft=True)
    hall.asks(BO, draft=True)
    hall.events(WithdrawQuestion(second), ADA)
    assert _rows(hall) == []
    hall.now += 5
    seq = len(hall.log) + 1
    hall.events(SubmitQuestion(first), ADA)
    (row,) = _rows(hall)
    assert (row.seq, row.asked_at, row.asked_offset_ms) == (seq, START + 15, 15_000)


def test_what_became_of_a_question_that_nobody_answered(hall: Hall) -> None:
    for asker in (ADA, BO, GIL):
        hall.asks(asker)
    hall.events(MergeQuestions(1, 2), TESS)
    hall.events(DismissQuestion(2, DismissReason.NO_TIME), TESS)
    hall.events(WithdrawQuestion(3), GIL)
    rows = _rows(hall)
    assert [row.status for row in rows] == [
        QuestionState.MERGED,
        QuestionState.DISMISSED,
        QuestionState.WITHDRAWN,
    ]
    assert (rows[0].merged_into, rows[1].dismissed_for, rows[2].text) == (2, DismissReason.NO_TIME, "")


def test_what_the_room_has_forgotten_is_still_in_it(hall: Hall) -> None:
    hall.asks(ADA)
    hall.answers(1, TOM)
    hall.log.append(QuestionArchived(at=hall.now, id=1))
    assert [row.question for row in _rows(hall)] == [1]


def test_outside_of_class_there_is_no_offset_and_neither_for_what_was_asked_before_it(hall: Hall) -> None:
    hall.events(AdoptQuestion(Origin("class", 1), "ada", "Ada", Role.STUDENT, False, START - 60, "Why?"))
    hall.events(EndSession(), TESS)
    hall.asks(ADA)
    assert [(row.asked_at, row.asked_offset_ms) for row in _rows(hall)] == [
        (START - 60, None),
        (START + 10, None),
    ]


def test_a_question_is_answered_by_the_latest_name_of_a_person(hall: Hall) -> None:
    hall.asks(ADA)
    hall.answers(1, TOM)
    hall.returns_as(TOM, Role.TA)
    assert _rows(hall)[0].answerer == "Tom"
