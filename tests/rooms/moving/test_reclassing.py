"""What moved words are owed, by what the room is for that they come to."""

from __future__ import annotations

import pytest

from rooms.chat.terms import AuthorKind, MessageView
from rooms.kinds import Purpose
from rooms.moving.reclassing import class_here, new_class_here
from rooms.obligations.terms import ObligationClass
from tests.rooms.moving.rooms import Named
from tests.rooms.obligations.zone import ASKS, SAYS

C = ObligationClass


def said(body: str, *mentions: str) -> MessageView:
    return MessageView(1, 1.0, "ada", "Ada", AuthorKind.PERSON, "cid-00001", body, mentions=list(mentions))


@pytest.mark.parametrize(
    ("purpose", "was", "message", "becomes"),
    [
        (Purpose.QUESTIONS, C.STATEMENT, said(ASKS), C.QUESTION),
        (Purpose.QUESTIONS, C.QUESTION, said(SAYS), C.QUESTION),
        (Purpose.QUESTIONS, C.STATEMENT, said(SAYS), C.STATEMENT),
        (Purpose.QUESTIONS, C.NEWCOMER, said(SAYS), C.NEWCOMER),
        (Purpose.SHARING, C.QUESTION, said(ASKS), C.STATEMENT),
        (Purpose.SHARING, C.NEWCOMER, said(SAYS), C.NEWCOMER),
        (Purpose.LOUNGE, C.QUESTION, said(ASKS), None),
        (Purpose.LOUNGE, C.NEWCOMER, said(SAYS), C.NEWCOMER),
        (Purpose.LOUNGE, C.QUESTION, said(ASKS, "tom"), C.QUESTION),
    ],
)
def test_the_purpose_decides(
    purpose: Purpose, was: ObligationClass, message: MessageView, becomes: ObligationClass | None
) -> None:
    assert class_here(Named("there", purpose).state(), was, message) is becomes


@pytest.mark.parametrize(
    ("message", "becomes"), [(said(ASKS), C.QUESTION), (said(SAYS), C.STATEMENT), (said("haha"), None)]
)
def test_what_was_owed_nothing_before_is_what_it_says(
    message: MessageView, becomes: ObligationClass | None
) -> None:
    assert new_class_here(Named("there").state(), message) is becomes


def test_in_a_sub_room_nothing_is_owed() -> None:
    state = Named("there").state()
    state.life.parent = "maths"
    assert class_here(state, C.QUESTION, said(ASKS)) is None
    assert new_class_here(state, said(ASKS)) is None
