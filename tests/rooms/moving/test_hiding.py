"""What is hidden of moving: why, from peers; hidden words; and how rooms agree, from everybody."""

from __future__ import annotations

from rooms.chat.terms import (
    AuthorKind,
    MessageState,
    MessageView,
    Place,
    ThreadAdopted,
    ThreadMoved,
    ThreadStayed,
)
from rooms.moving.hiding import HIDING, SINGLED_OUT
from rooms.moving.terms import AdoptionConfirmed, AdoptionNoted
from rooms.rejections import RejectionCode
from rooms.visibility import EVERYONE, STAFF, one, project, singled_out

SHOWN = MessageView(1, 1.0, "ada", "Ada", AuthorKind.PERSON, "cid-00001", "It rained.")
HIDDEN = MessageView(2, 1.0, "bo", "Bo", AuthorKind.PERSON, "cid-00002", "Rude.", state=MessageState.HIDDEN)
MOVED = ThreadMoved(at=1.0, ids=[1, 2], to="lounge", by="tom", author="ada", reason="chatter")
STAYED = ThreadStayed(at=1.0, messages=[SHOWN, HIDDEN], to="lounge", why=RejectionCode.NOT_FOUND)
ADOPTED = ThreadAdopted(
    at=1.0,
    author="tom",
    cid="thread.maths.1",
    source=Place("maths"),
    messages=[SHOWN, HIDDEN],
    reason="chatter",
)


def test_why_something_moved_is_between_staff_and_its_author() -> None:
    for event in (MOVED, ADOPTED):
        for audience, reason in ((STAFF, "chatter"), (one("ada"), "chatter"), (EVERYONE, "")):
            told = project(event, audience)
            assert isinstance(told, ThreadMoved | ThreadAdopted)
            assert told.reason == reason


def test_hidden_words_are_told_to_staff_and_their_author() -> None:
    for event in (STAYED, ADOPTED):
        for audience, body in ((STAFF, "Rude."), (one("bo"), "Rude."), (one("ada"), ""), (EVERYONE, "")):
            told = project(event, audience)
            assert isinstance(told, ThreadStayed | ThreadAdopted)
            assert [message.body for message in told.messages] == ["It rained.", body]


def test_how_two_rooms_agree_is_told_to_nobody() -> None:
    for event in (
        AdoptionConfirmed(at=1.0, room="maths", first=1),
        AdoptionNoted(at=1.0, room="maths", places={}, first=1, owed=[], kept=[]),
    ):
        assert project(event, STAFF) is project(event, EVERYONE) is None


def test_who_is_told_more_than_others_is_named() -> None:
    assert singled_out(MOVED) == {"ada"}
    assert singled_out(STAYED) == {"bo"}
    assert singled_out(ADOPTED) == {"ada", "bo"}
    assert SINGLED_OUT.keys() < HIDING.keys()
