"""Dismissing with a reason, and opening again: by whom, from what, and what is kept."""

from __future__ import annotations

import pytest

from rooms.life.terms import EndSession, StartSession
from rooms.questions.events import AnswerEnded, QuestionDismissed
from rooms.questions.limits import OPEN_PER_MEMBER
from rooms.questions.terms import (
    DeferQuestion,
    DismissQuestion,
    DismissReason,
    EndAnswer,
    EndorseAnswer,
    PreModeration,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
)
from rooms.rejections import RejectionCode
from rooms.visibility import project
from tests.rooms.questions.hall import Hall, audience
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    """With a question of Ada's."""
    hall = Hall()
    hall.asks(ADA)
    return hall


def test_a_dismissed_question_says_why_to_everybody_who_saw_it(hall: Hall) -> None:
    hall.events(DismissQuestion(1, DismissReason.OFF_TOPIC, " Ask in the lounge. "), TOM)
    for actor in (None, ADA, TESS):
        question = hall.seen(1, actor)
        assert question.state is QuestionState.DISMISSED
        assert (question.dismissed_for, question.note) == (DismissReason.OFF_TOPIC, "Ask in the lounge.")
        assert question.text == "Why?"


def test_the_text_of_an_inappropriate_question_is_hidden_from_peers_until_it_is_reopened(
    hall: Hall,
) -> None:
    hall.events(DismissQuestion(1, DismissReason.INAPPROPRIATE), TOM)
    assert [hall.seen(1, actor).text for actor in (None, BO, ADA, TESS)] == ["", "", "Why?", "Why?"]
    hall.events(ReopenQuestion(1), TESS)
    assert [hall.seen(1, actor).text for actor in (None, BO, ADA, TESS)] == ["Why?"] * 4


def test_dismissing_a_held_question_is_told_to_its_asker_and_staff_alone(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    (dismissed,) = hall.events(DismissQuestion(id, DismissReason.UNCLEAR), TOM)
    assert project(dismissed, audience(BO)) is None
    assert project(dismissed, audience(ADA)) == dismissed
    assert hall.seen(id, ADA).dismissed_for is DismissReason.UNCLEAR


def test_dismissing_what_is_being_answered_ends_that_answer_as_none(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    ended, dismissed = hall.events(DismissQuestion(1, DismissReason.INAPPROPRIATE), TOM)
    assert isinstance(ended, AnswerEnded)
    assert isinstance(dismissed, QuestionDismissed)
    assert not ended.answered
    assert hall.room.next_deadline() is None


# ---------------------------------------------------------------- reopening


def test_reopening_keeps_the_answers_of_which_none_counts_any_more(hall: Hall) -> None:
    hall.events(EndorseAnswer(1, hall.answers(1, TOM)), ADA)
    hall.now += 60
    hall.events(ReopenQuestion(1, " It does not work. "), ADA)
    question = hall.seen(1)
    assert (question.state, question.reopened, question.at) == (QuestionState.QUEUED, 1, START)
    assert (question.mode, question.answered_by, question.note) == (None, "", "It does not work.")
    assert [(answer.text, answer.endorsed) for answer in question.answers] == [("Because.", False)]
    assert question.changed_at == START + 60


def test_a_private_answer_stays_private_when_its_question_is_reopened(hall: Hall) -> None:
    hall.answers(1, TOM, "Between us.", private=True)
    hall.events(ReopenQuestion(1), ADA)
    assert [len(hall.seen(1, actor).answers) for actor in (None, BO, ADA, TESS, TOM)] == [0, 0, 1, 1, 1]


def test_an_answer_to_a_question_that_peers_never_saw_is_seen_with_it_when_it_is_reopened(
    hall: Hall,
) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    hall.answers(id, TOM, "For all.")
    hall.answers(id, TOM, "Between us.", private=True)
    hall.events(ReopenQuestion(id), TESS)
    assert [answer.text for answer in hall.seen(id, BO).answers] == ["For all."]


def test_the_asker_reopens_what_was_answered_dismissed_or_deferred(hall: Hall) -> None:
    hall.events(StartSession(), TESS)
    hall.events(StartAnswer(1), TESS)
    hall.events(EndAnswer(1), TESS)
    hall.events(ReopenQuestion(1), ADA)
    hall.events(DismissQuestion(1, DismissReason.NO_TIME), TESS)
    hall.events(ReopenQuestion(1), ADA)
    hall.events(EndSession(), TESS)
    hall.events(ReopenQuestion(1), ADA)
    question = hall.seen(1)
    assert (question.state, question.reopened, question.dismissed_for) == (QuestionState.QUEUED, 3, None)


def test_others_do_not_reopen(hall: Hall) -> None:
    hall.answers(1, TOM)
    for actor in (BO, CHEN):
        assert hall.refusal(ReopenQuestion(1), actor) is RejectionCode.NOT_YOURS


def test_what_was_inappropriate_is_for_staff_to_reopen(hall: Hall) -> None:
    hall.events(DismissQuestion(1, DismissReason.INAPPROPRIATE), TESS)
    assert hall.refusal(ReopenQuestion(1), ADA) is RejectionCode.NOT_PERMITTED


def test_what_nobody_approved_does_not_become_public_by_its_askers_reopening(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    hall.events(DismissQuestion(id, DismissReason.UNCLEAR), TESS)
    assert hall.refusal(ReopenQuestion(id), ADA) is RejectionCode.NOT_PERMITTED
    hall.events(ReopenQuestion(id), TESS)
    assert hall.seen(id, BO).state is QuestionState.QUEUED


def test_an_asker_with_too_many_open_questions_cannot_reopen_another_but_staff_can(hall: Hall) -> None:
    hall.events(DeferQuestion(1), TESS)
    for _ in range(OPEN_PER_MEMBER):
        hall.asks(ADA)
    assert hall.refusal(ReopenQuestion(1), ADA) is RejectionCode.TOO_MANY
    hall.events(ReopenQuestion(1), TESS)
    assert hall.state(1) is QuestionState.QUEUED


def test_what_one_cannot_see_cannot_be_closed_or_reopened(hall: Hall) -> None:
    id = hall.asks(ADA, draft=True)
    dismiss = DismissQuestion(id, DismissReason.UNCLEAR)
    assert hall.refusal(dismiss, TESS) is RejectionCode.NOT_FOUND
    assert hall.refusal(ReopenQuestion(id), TESS) is RejectionCode.NOT_FOUND
