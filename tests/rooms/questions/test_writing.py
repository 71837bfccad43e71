"""Written answers: who may give them, what settles a question, and which one counts."""

from __future__ import annotations

import pytest

from rooms.decision import AlreadyDone
from rooms.moderation.terms import RuleEffect
from rooms.questions.events import AnswerWritten
from rooms.questions.terms import (
    AnswerMode,
    EndAnswer,
    EndorseAnswer,
    PreModeration,
    QuestionState,
    ReopenQuestion,
    SetPreModeration,
    StartAnswer,
    WithdrawQuestion,
    WriteAnswer,
)
from rooms.questions.writing import ANSWERS_PER_QUESTION
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.visibility import project
from tests.rooms.questions.hall import Hall, audience
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    """With a question of Ada's."""
    hall = Hall()
    hall.asks(ADA)
    return hall


def test_what_staff_write_settles_the_question_and_everybody_reads_it(hall: Hall) -> None:
    hall.now += 20
    hall.answers(1, TOM, " Because. ")
    question = hall.seen(1)
    assert (question.state, question.mode) == (QuestionState.ANSWERED, AnswerMode.TEXT)
    assert (question.answered_by, question.changed_at) == ("tom", START + 20)
    (answer,) = question.answers
    assert (answer.author, answer.author_name, answer.role) == ("tom", "Tom", Role.TA)
    assert (answer.text, answer.at, answer.private, answer.endorsed) == (
        "Because.",
        START + 20,
        False,
        False,
    )


def test_a_private_answer_settles_the_question_for_all_and_is_read_by_asker_and_staff(hall: Hall) -> None:
    hall.answers(1, TOM, "Between us.", private=True)
    for actor in (None, BO, ADA, TESS):
        question = hall.seen(1, actor)
        assert (question.state, question.answered_by) == (QuestionState.ANSWERED, "tom")
        texts = [answer.text for answer in question.answers]
        assert texts == (["Between us."] if actor in (ADA, TESS) else [])


def test_peers_are_told_nothing_of_a_private_answer_that_settles_nothing(hall: Hall) -> None:
    hall.answers(1, TESS)
    hall.answers(1, TOM, "Between us.", private=True)
    written = hall.log[-1]
    assert project(written, audience(BO)) is None
    assert project(written, audience(ADA)) is written


def test_peers_cannot_read_a_private_answer_from_what_they_are_told(hall: Hall) -> None:
    (written,) = hall.events(WriteAnswer(hall.cid(), 1, "Between us.", private=True), TOM)
    told = project(written, audience(BO))
    assert isinstance(told, AnswerWritten)
    assert (told.text, told.cid, told.asker) == ("", "", "")


def test_an_active_student_answers_too_and_it_counts_when_the_asker_endorses_it(hall: Hall) -> None:
    answer = hall.answers(1, CHEN)
    assert hall.state(1) is QuestionState.QUEUED
    hall.events(EndorseAnswer(1, answer), ADA)
    question = hall.seen(1)
    assert (question.state, question.mode) == (QuestionState.ANSWERED, AnswerMode.PEER)
    assert (question.answered_by, question.answers[0].endorsed) == ("chen", True)


def test_staff_endorse_a_peers_answer_as_well(hall: Hall) -> None:
    hall.events(EndorseAnswer(1, hall.answers(1, CHEN)), TESS)
    assert hall.seen(1).answered_by == "chen"


def test_students_and_guests_do_not_answer(hall: Hall) -> None:
    for actor in (BO, GIL):
        assert hall.refusal(WriteAnswer(hall.cid(), 1, "Ha."), actor) is RejectionCode.NOT_PERMITTED


def test_nobody_answers_their_own_question(hall: Hall) -> None:
    id = hall.asks(CHEN)
    assert hall.refusal(WriteAnswer(hall.cid(), id, "So."), CHEN) is RejectionCode.NOT_PERMITTED


def test_private_answers_are_for_staff_to_give(hall: Hall) -> None:
    private = WriteAnswer(hall.cid(), 1, "Psst.", private=True)
    assert hall.refusal(private, CHEN) is RejectionCode.NOT_PERMITTED


def test_an_answer_in_which_there_is_nothing_to_see_is_refused(hall: Hall) -> None:
    assert hall.refusal(WriteAnswer(hall.cid(), 1, " "), TESS) is RejectionCode.EMPTY_MESSAGE


def test_answering_again_with_the_same_client_id_writes_no_second_answer(hall: Hall) -> None:
    before = len(hall.log)
    hall.events(WriteAnswer("cid-again", 1, "So."), CHEN)
    assert hall.ask(WriteAnswer("cid-again", 1, "So."), CHEN) == AlreadyDone(before + 1)


@pytest.mark.parametrize("effect", RuleEffect)
def test_an_answer_that_any_rule_matches_is_refused(hall: Hall, effect: RuleEffect) -> None:
    hall.forbids("buy", effect)
    assert hall.refusal(WriteAnswer(hall.cid(), 1, "Buy!"), CHEN) is RejectionCode.REFUSED_BY_RULE
    assert hall.seen(1).answers == []


def test_a_question_takes_so_many_answers_and_no_more(hall: Hall) -> None:
    for _ in range(ANSWERS_PER_QUESTION):
        hall.answers(1, CHEN)
    assert hall.refusal(WriteAnswer(hall.cid(), 1, "And."), CHEN) is RejectionCode.TOO_MANY


def test_answers_of_a_room_are_numbered_by_one_counter(hall: Hall) -> None:
    other = hall.asks(BO)
    assert [hall.answers(1, CHEN), hall.answers(other, TOM), hall.answers(1, TESS)] == [1, 2, 3]


def test_writing_beside_a_live_answer_does_not_end_it(hall: Hall) -> None:
    hall.events(StartAnswer(1), TESS)
    hall.answers(1, TOM)
    assert hall.state(1) is QuestionState.ANSWERING
    hall.events(EndAnswer(1), TESS)
    question = hall.seen(1)
    assert (question.mode, question.answered_by) == (AnswerMode.LIVE, "tess")


def test_a_held_question_can_be_answered_without_peers_seeing_either(hall: Hall) -> None:
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    id = hall.asks(ADA)
    answer = hall.answers(id, TOM)
    hall.events(EndorseAnswer(id, answer), ADA)
    assert hall.seen(id, ADA).answers[0].endorsed
    assert hall.state(id) is QuestionState.ANSWERED
    assert not hall.sees(id, BO)
    assert {project(event, audience(BO)) for event in hall.log[-4:]} == {None}


# ---------------------------------------------------------------- endorsing


def test_exactly_one_answer_is_endorsed_and_staff_may_think_again(hall: Hall) -> None:
    peers, staffs = hall.answers(1, CHEN), hall.answers(1, TOM)
    hall.events(EndorseAnswer(1, peers), ADA)
    assert hall.events(EndorseAnswer(1, peers), ADA) == []
    assert hall.refusal(EndorseAnswer(1, staffs), ADA) is RejectionCode.WRONG_STATE
    hall.events(EndorseAnswer(1, staffs), TESS)
    question = hall.seen(1)
    assert [answer.endorsed for answer in question.answers] == [False, True]
    assert (question.mode, question.answered_by) == (AnswerMode.TEXT, "tom")


def test_endorsing_what_is_answered_does_not_begin_its_state_anew(hall: Hall) -> None:
    answer = hall.answers(1, TOM)
    hall.now += 60
    hall.events(EndorseAnswer(1, answer), ADA)
    assert hall.seen(1).changed_at == START


def test_an_asker_endorses_a_private_answer_of_which_peers_learn_who_gave_it(hall: Hall) -> None:
    hall.events(EndorseAnswer(1, hall.answers(1, TOM, private=True)), ADA)
    question = hall.seen(1, BO)
    assert (question.answered_by, question.mode, question.answers) == ("tom", AnswerMode.TEXT, [])


def test_only_the_asker_and_staff_endorse(hall: Hall) -> None:
    answer = hall.answers(1, CHEN)
    for actor in (BO, CHEN):
        assert hall.refusal(EndorseAnswer(1, answer), actor) is RejectionCode.NOT_YOURS


def test_only_an_answer_to_this_question_can_be_endorsed(hall: Hall) -> None:
    other = hall.asks(BO)
    answer = hall.answers(other, CHEN)
    assert hall.refusal(EndorseAnswer(1, answer), ADA) is RejectionCode.NOT_FOUND


def test_nothing_is_endorsed_while_a_live_answer_runs_or_after_withdrawing(hall: Hall) -> None:
    answer = hall.answers(1, CHEN)
    hall.events(StartAnswer(1), TESS)
    assert hall.refusal(EndorseAnswer(1, answer), ADA) is RejectionCode.WRONG_STATE
    hall.events(EndAnswer(1, answered=False), TESS)
    hall.events(WithdrawQuestion(1), ADA)
    assert hall.refusal(EndorseAnswer(1, answer), TESS) is RejectionCode.WRONG_STATE


def test_after_reopening_another_answer_can_be_endorsed(hall: Hall) -> None:
    first = hall.answers(1, CHEN)
    hall.events(EndorseAnswer(1, first), ADA)
    hall.events(ReopenQuestion(1), ADA)
    second = hall.answers(1, CHEN, "Rather so.")
    hall.events(EndorseAnswer(1, second), ADA)
    assert [answer.endorsed for answer in hall.seen(1).answers] == [False, True]


def test_commands_about_what_one_cannot_see_find_nothing(hall: Hall) -> None:
    draft = hall.asks(ADA, draft=True)
    assert hall.refusal(WriteAnswer(hall.cid(), draft, "So."), TESS) is RejectionCode.NOT_FOUND
    assert hall.refusal(EndorseAnswer(draft, 1), TESS) is RejectionCode.NOT_FOUND
