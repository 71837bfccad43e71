"""Answering live: one focused question at a time, and every way in which a live answer ends."""

from __future__ import annotations

import pytest

from rooms.life.terms import EndSession, StartSession
from rooms.questions.answering import ANSWER_SECONDS
from rooms.questions.events import AnswerEnded, AnswerStarted, QuestionFocused, QuestionUnfocused
from rooms.questions.terms import (
    AnswerEnd,
    AnswerMode,
    DismissQuestion,
    DismissReason,
    EndAnswer,
    FocusQuestion,
    MergeQuestions,
    QuestionState,
    ReopenQuestion,
    StartAnswer,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from rooms.stage.terms import Demote, Promote, RaiseHand
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    """With a question of Ada's and one of Bo's, a minute into class."""
    hall = Hall()
    hall.events(StartSession(), TESS)
    hall.asks(ADA)
    hall.asks(BO)
    hall.now += 60
    return hall


# ---------------------------------------------------------------- focus


def test_focusing_another_question_puts_the_former_back_into_the_queue(hall: Hall) -> None:
    hall.events(FocusQuestion(1), TESS)
    assert hall.events(FocusQuestion(2), TOM) == [
        QuestionUnfocused(at=START + 60, id=1, by="tom"),
        QuestionFocused(at=START + 60, id=2, by="tom"),
    ]
    assert (hall.state(1), hall.state(2)) == (QuestionState.QUEUED, QuestionState.FOCUSED)


def test_focusing_what_is_focused_changes_nothing_also_while_it_is_answered(hall: Hall) -> None:
    hall.events(FocusQuestion(1), TESS)
    assert hall.events(FocusQuestion(1), TOM) == []
    hall.events(StartAnswer(1), TESS)
    assert hall.events(FocusQuestion(1), TOM) == []


def test_focusing_nothing_puts_the_focused_one_back(hall: Hall) -> None:
    assert hall.events(FocusQuestion(None), TESS) == []
    hall.events(FocusQuestion(1), TESS)
    hall.events(FocusQuestion(None), TESS)
    assert hall.state(1) is QuestionState.QUEUED


def test_focusing_nothing_ends_the_live_answer_by_the_button(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    (ended,) = hall.events(FocusQuestion(None), TESS)
    assert isinstance(ended, AnswerEnded)
    assert (ended.why, ended.answered) == (AnswerEnd.BUTTON, True)


@pytest.mark.parametrize("going", ["dismissed", "merged", "withdrawn"])
def test_a_focused_question_that_goes_leaves_its_place_to_another(hall: Hall, going: str) -> None:
    hall.events(FocusQuestion(1), TESS)
    match going:
        case "dismissed":
            hall.events(DismissQuestion(1, DismissReason.UNCLEAR), TESS)
        case "merged":
            hall.events(MergeQuestions(1, 2), TESS)
        case _:
            hall.events(WithdrawQuestion(1), ADA)
    assert [type(event) for event in hall.events(FocusQuestion(2), TESS)] == [QuestionFocused]


# ---------------------------------------------------------------- a live answer


def test_starting_to_answer_focuses_the_question_and_says_when_the_cap_will_end_it(hall: Hall) -> None:
    assert hall.events(StartAnswer(1), TESS) == [
        QuestionFocused(at=START + 60, id=1, by="tess"),
        AnswerStarted(at=START + 60, id=1, by="tess", until=START + 660, offset_ms=60_000),
    ]
    question = hall.seen(1)
    assert question.state is QuestionState.ANSWERING
    assert (question.answering_since, question.answered_by) == (START + 60, "tess")


def test_who_began_a_live_answer_has_answered_whoever_ends_it(hall: Hall) -> None:
    hall.events(FocusQuestion(1), TOM)
    hall.events(StartAnswer(1), TESS)
    hall.now += 30
    hall.events(EndAnswer(1, note=" See page 3. "), TOM)
    question = hall.seen(1)
    assert (question.state, question.mode) == (QuestionState.ANSWERED, AnswerMode.LIVE)
    assert (question.answered_by, question.note) == ("tess", "See page 3.")
    assert (question.changed_at, question.answering_since) == (START + 90, None)
    hall.now += ANSWER_SECONDS
    assert hall.ended() == []


def test_a_live_answer_that_was_none_puts_the_question_back(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    hall.events(EndAnswer(1, answered=False), TESS)
    question = hall.seen(1)
    assert (question.state, question.mode) == (QuestionState.QUEUED, None)
    assert (question.answered_by, question.answering_since) == ("", None)


def test_the_second_who_starts_the_same_answer_is_told_that_somebody_was_faster(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    assert hall.refusal(StartAnswer(1), TOM) is RejectionCode.WRONG_STATE


@pytest.mark.parametrize("command", [StartAnswer(2), FocusQuestion(2)])
def test_the_next_question_ends_the_live_answer_which_counts(
    hall: Hall, command: StartAnswer | FocusQuestion
) -> None:
    hall.events(StartAnswer(1), TESS)
    ended = hall.events(command, TESS)[0]
    assert isinstance(ended, AnswerEnded)
    assert (ended.id, ended.why, ended.answered) == (1, AnswerEnd.NEXT, True)
    assert hall.seen(1).mode is AnswerMode.LIVE


def test_the_cap_ends_a_live_answer_after_ten_minutes_and_it_counts(hall: Hall) -> None:
    hall.events(FocusQuestion(1), TESS)
    hall.now += 10
    hall.events(StartAnswer(1), TESS)
    hall.now += ANSWER_SECONDS - 1
    assert hall.ended() == []
    hall.now += 1
    (ended,) = hall.ended()
    assert (ended.by, ended.why, ended.offset_ms) == ("", AnswerEnd.CAP, 670_000)
    assert hall.state(1) is QuestionState.ANSWERED
    hall.now += ANSWER_SECONDS
    assert hall.ended() == []


def test_a_focused_question_that_nobody_answers_has_no_cap(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    hall.events(EndAnswer(1, answered=False), TESS)
    hall.events(FocusQuestion(1), TESS)
    hall.now += ANSWER_SECONDS * 2
    assert hall.ended() == []


def test_the_end_of_class_ends_the_live_answer_which_counts(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    (ended,) = [event for event in hall.events(EndSession(), TESS) if isinstance(event, AnswerEnded)]
    assert (ended.why, ended.answered, ended.offset_ms) == (AnswerEnd.SESSION, True, 60_000)
    assert hall.seen(1).answered_by == "tess"


def test_outside_of_class_a_live_answer_has_no_offset(hall: Hall) -> None:
    hall.events(EndSession(), TESS)
    hall.events(ReopenQuestion(1), TESS)
    started = hall.events(StartAnswer(1), TESS)[-1]
    assert isinstance(started, AnswerStarted)
    assert started.offset_ms is None


# ---------------------------------------------------------------- with its asker on stage


def test_calling_an_asker_onto_the_stage_begins_the_answer_and_going_back_ends_it(hall: Hall) -> None:
    hall.events(StartAnswer(2), TESS)
    hall.events(RaiseHand(question=1), ADA)
    hall.events(Promote("ada"), TESS)
    assert (hall.state(1), hall.state(2)) == (QuestionState.ANSWERING, QuestionState.ANSWERED)
    assert hall.seen(1).answered_by == "tess"
    ended = hall.events(Demote("ada"), TESS)[-1]
    assert isinstance(ended, AnswerEnded)
    assert (ended.id, ended.why, ended.answered) == (1, AnswerEnd.STAGE, True)


def test_a_question_that_was_settled_meanwhile_is_not_begun_again_on_stage(hall: Hall) -> None:
    hall.events(RaiseHand(question=1), ADA)
    hall.answers(1, TOM)
    hall.events(Promote("ada"), TESS)
    assert hall.state(1) is QuestionState.ANSWERED
    assert not [event for event in hall.events(Demote("ada"), TESS) if isinstance(event, AnswerEnded)]
