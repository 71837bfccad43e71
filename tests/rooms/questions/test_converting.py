"""A chat message becomes a question, once, with its author as the asker."""

from __future__ import annotations

import pytest

from rooms.chat.terms import Attachment, AuthorKind, HideMessage, MessagePosted, PostMessage
from rooms.decision import AlreadyDone
from rooms.questions.events import QuestionArchived
from rooms.questions.limits import OPEN_PER_MEMBER
from rooms.questions.terms import (
    ConvertMessage,
    HoldReason,
    PreModeration,
    QuestionSource,
    QuestionState,
    SetPreModeration,
    WithdrawQuestion,
)
from rooms.rejections import RejectionCode
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def hall() -> Hall:
    """Ada has posted a message, which is a minute old."""
    hall = Hall()
    hall.events(PostMessage(hall.cid(), "Why is that?"), ADA)
    hall.now += 60
    return hall


def test_the_author_makes_a_question_of_their_message_and_keeps_its_clock(hall: Hall) -> None:
    hall.events(ConvertMessage(hall.cid(), 1), ADA)
    question = hall.seen(1)
    assert (question.text, question.asker, question.at) == ("Why is that?", "ada", START)
    assert (question.source, question.message) == (QuestionSource.CHAT, 1)
    assert (question.state, question.changed_at) == (QuestionState.QUEUED, START + 60)


def test_staff_do_so_on_behalf_of_the_author_and_the_log_says_who(hall: Hall) -> None:
    (asked,) = hall.events(ConvertMessage(hall.cid(), 1), TOM)
    assert getattr(asked, "by", "") == "tom"
    assert (hall.seen(1).asker, hall.seen(1).asker_name) == ("ada", "Ada")


def test_others_do_not(hall: Hall) -> None:
    assert hall.refusal(ConvertMessage(hall.cid(), 1), BO) is RejectionCode.NOT_YOURS


def test_each_message_once_as_long_as_the_question_is_known(hall: Hall) -> None:
    hall.events(ConvertMessage(hall.cid(), 1), ADA)
    hall.events(WithdrawQuestion(1), ADA)
    assert hall.refusal(ConvertMessage(hall.cid(), 1), TESS) is RejectionCode.WRONG_STATE
    hall.room.apply(QuestionArchived(at=hall.now, id=1))
    hall.events(ConvertMessage(hall.cid(), 1), TESS)
    assert hall.newest(TESS) == 2


@pytest.mark.parametrize("actor", [ADA, TOM], ids=["author", "staff"])
def test_converting_again_with_the_same_client_id_makes_no_second_question(hall: Hall, actor: object) -> None:
    assert isinstance(actor, type(ADA))
    before = len(hall.log)
    hall.events(ConvertMessage("cid-again", 1), actor)
    assert hall.ask(ConvertMessage("cid-again", 1), actor) == AlreadyDone(before + 1)


def test_pre_moderation_holds_what_its_author_converts_and_not_what_staff_do(hall: Hall) -> None:
    hall.events(PostMessage(hall.cid(), "And this?"), ADA)
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    hall.events(ConvertMessage(hall.cid(), 1), ADA)
    hall.events(ConvertMessage(hall.cid(), 2), TESS)
    assert hall.seen(1, TESS).held_for is HoldReason.EVERYBODY
    assert hall.state(2) is QuestionState.QUEUED


def test_a_message_must_be_there_and_shown(hall: Hall) -> None:
    assert hall.refusal(ConvertMessage(hall.cid(), 9), ADA) is RejectionCode.NOT_FOUND
    hall.events(HideMessage(1), TESS)
    assert hall.refusal(ConvertMessage(hall.cid(), 1), ADA) is RejectionCode.WRONG_STATE


def test_a_file_without_words_is_no_question(hall: Hall) -> None:
    photo = Attachment(id=f"{'0' * 64}.png", name="board.png", size=9)
    hall.events(PostMessage(hall.cid(), " ", attachments=[photo]), ADA)
    assert hall.refusal(ConvertMessage(hall.cid(), 2), ADA) is RejectionCode.EMPTY_MESSAGE


def test_what_no_person_wrote_is_no_question(hall: Hall) -> None:
    hall.room.apply(
        MessagePosted(
            at=hall.now,
            id=2,
            author="bot",
            author_name="Bot",
            author_kind=AuthorKind.BOT,
            cid="cid-of-bot",
            body="Reminder",
        )
    )
    assert hall.refusal(ConvertMessage(hall.cid(), 2), TESS) is RejectionCode.WRONG_STATE


def test_it_counts_to_the_open_questions_of_its_author(hall: Hall) -> None:
    for _ in range(OPEN_PER_MEMBER):
        hall.asks(ADA)
    assert hall.refusal(ConvertMessage(hall.cid(), 1), ADA) is RejectionCode.TOO_MANY


def test_staff_do_not_learn_from_it_how_many_questions_somebody_has_open(hall: Hall) -> None:
    for _ in range(OPEN_PER_MEMBER):
        hall.asks(ADA, anonymous=True)
    hall.events(ConvertMessage(hall.cid(), 1), TESS)
