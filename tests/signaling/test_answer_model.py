"""Which answers may be offered to others, and to whose question they fit."""

from __future__ import annotations

import pytest

from rooms.chat.terms import AuthorKind
from rooms.questions.events import (
    AnswerEnded,
    AnswerStarted,
    QuestionApproved,
    QuestionDismissed,
    QuestionFocused,
    QuestionMoved,
    QuestionsEvent,
    QuestionVoted,
    QuestionWithdrawn,
)
from rooms.questions.terms import AnswerEnd, DismissReason, QuestionState
from rooms.questions.view import QuestionView
from rooms.roles import Role
from signaling.answer_model import KeptQuestion, best, keep, offered, searchable, touched, words_of
from tests.support.answered import asked, endorsed, reopened, written

DERIVATIVE = "导数是什么意思?"


def kept(*events: QuestionsEvent) -> KeptQuestion:
    questions: dict[int, KeptQuestion] = {}
    for event in events:
        keep(questions, event)
    assert list(questions) == [1]
    return questions[1]


def offer(*events: QuestionsEvent) -> int | None:
    """Number of the answer that is offered."""
    answer = offered(kept(*events))
    return None if answer is None else answer.id


def approved(text: str) -> QuestionApproved:
    seen = QuestionView(1, 1.0, "ada", "Ada", text, QuestionState.QUEUED)
    return QuestionApproved(at=2.0, id=1, by="tess", question=seen)


def dismissed(reason: DismissReason = DismissReason.INAPPROPRIATE) -> QuestionDismissed:
    return QuestionDismissed(at=9.0, id=1, asker="ada", by="tess", reason=reason, note="", public=True)


def test_a_question_without_an_answer_offers_none() -> None:
    assert offer(asked(1, DERIVATIVE)) is None
    assert searchable(kept(asked(1, DERIVATIVE))) == ""


def test_the_newest_answer_of_staff_is_offered() -> None:
    assert offer(asked(1, DERIVATIVE), written(1, 1), written(1, 2)) == 2


def test_an_answer_of_a_peer_is_offered_once_it_is_endorsed() -> None:
    asking = (asked(1, DERIVATIVE), written(1, 1, role=Role.STUDENT))
    assert offer(*asking) is None
    assert offer(*asking, endorsed(1, 1)) == 1


def test_an_endorsed_answer_comes_before_a_newer_one_of_staff() -> None:
    asking = (asked(1, DERIVATIVE), written(1, 1, role=Role.STUDENT), endorsed(1, 1))
    assert offer(*asking, written(1, 2)) == 1


def test_what_a_program_wrote_is_not_an_answer_of_staff() -> None:
    assert offer(asked(1, DERIVATIVE), written(1, 1, kind=AuthorKind.BOT)) is None


def test_a_private_answer_is_never_offered() -> None:
    private = written(1, 1, private=True)
    assert offer(asked(1, DERIVATIVE), private) is None
    assert offer(asked(1, DERIVATIVE), private, endorsed(1, 1)) is None
    assert offer(asked(1, DERIVATIVE), written(1, 2), private) == 2


def test_a_question_that_was_only_answered_by_speaking_offers_none() -> None:
    live = (
        AnswerStarted(at=5.0, id=1, by="tess", until=600.0),
        AnswerEnded(at=6.0, id=1, by="tess", why=AnswerEnd.BUTTON),
    )
    assert offer(asked(1, DERIVATIVE), *live) is None


@pytest.mark.parametrize("reason", list(DismissReason))
def test_a_dismissed_question_offers_none(reason: DismissReason) -> None:
    assert offer(asked(1, DERIVATIVE), written(1, 1), dismissed(reason)) is None


def test_a_withdrawn_question_offers_none_and_keeps_no_words() -> None:
    withdrawn = QuestionWithdrawn(at=9.0, id=1, asker="ada", state=QuestionState.ANSWERED)
    assert offer(asked(1, DERIVATIVE), written(1, 1), withdrawn) is None
    assert searchable(kept(asked(1, DERIVATIVE), written(1, 1), withdrawn)) == ""


def test_a_question_that_peers_never_saw_offers_none() -> None:
    held = asked(1, DERIVATIVE, state=QuestionState.HELD)
    assert offer(held, written(1, 1)) is None
    assert offer(held, approved(DERIVATIVE), written(1, 1)) == 1


def test_an_answer_that_did_not_help_is_offered_no_more_until_it_is_endorsed() -> None:
    question, answer = asked(1, DERIVATIVE), written(1, 1)
    doubted = (question, answer, reopened(question, answer))
    assert offer(*doubted) is None
    settled = AnswerEnded(at=400.0, id=1, by="tess", why=AnswerEnd.BUTTON)
    assert offer(*doubted, settled) is None
    assert offer(*doubted, written(1, 2)) == 2
    assert offer(*doubted, endorsed(1, 1)) == 1


def test_an_endorsement_does_not_outlive_a_reopening() -> None:
    question, answer = asked(1, DERIVATIVE), written(1, 1, role=Role.STUDENT)
    told = (question, answer, endorsed(1, 1), reopened(question, answer))
    assert offer(*told, AnswerEnded(at=400.0, id=1, by="tess", why=AnswerEnd.BUTTON)) is None


def test_what_changes_nothing_of_the_offer_touches_nothing() -> None:
    assert touched(QuestionVoted(at=1.0, id=1, member="bo", on=True, shown=1, votes=1)) == ()
    assert touched(QuestionMoved(at=1.0, id=1, by="tess", places={1: 0})) == ()
    assert touched(QuestionFocused(at=1.0, id=1, by="tess")) == ()
    assert touched(written(1, 1)) == (1,)


def test_what_is_not_kept_is_not_changed() -> None:
    questions: dict[int, KeptQuestion] = {}
    keep(questions, written(7, 1))
    assert questions == {}


# ---------------------------------------------------------------- likeness


def likest(text: str, *questions: str, limit: int = 5) -> list[int]:
    answered = [
        ("zone", replace_id(kept(asked(1, question), written(1, 1)), number))
        for number, question in enumerate(questions, 1)
    ]
    return [found.question for found in best(answered, text, limit)]


def replace_id(question: KeptQuestion, id: int) -> KeptQuestion:
    questions: dict[int, KeptQuestion] = {}
    keep(questions, asked(id, question.seen.text))
    keep(questions, written(id, id))
    return questions[id]


def test_the_most_similar_question_comes_first() -> None:
    assert likest("导数是什么", "积分是什么意思?", "导数是什么?", "什么时候下课?") == [2, 1]


def test_equally_similar_ones_come_newest_first_up_to_the_limit() -> None:
    assert likest("limits", "limits", "limits", "limits", limit=2) == [3, 2]


def test_a_text_that_has_little_in_common_finds_nothing() -> None:
    assert likest("when does the lesson about integrals begin", "why is the sky blue in the evening") == []
    assert likest("?", "导数") == []


def test_a_long_question_is_found_by_a_short_part_of_it() -> None:
    long = (
        "I have read about the chain rule and tried it with two functions, but what is the inner derivative?"
    )
    assert likest("inner derivative chain rule", long) == [1]


def test_words_are_compared_without_case_and_chinese_by_its_pairs() -> None:
    assert words_of("Chain RULE 导数是") == {"chain", "rule", "导数", "数是"}
