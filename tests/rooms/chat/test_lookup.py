"""A message that never was, one that the room has forgotten, and one that is gone are three answers."""

from __future__ import annotations

import pytest

from rooms.chat.lookup import held, shown
from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import MessageDeleted, MessageHidden, MessagePosted, MessageView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState


def _room(messages: int) -> RoomState:
    room = RoomState()
    for id in range(1, messages + 1):
        room.chat.apply(
            MessagePosted(at=1.0, id=id, author="ada", author_name="Ada", cid=f"cid-{id:04d}", body="hi")
        )
    return room


def test_a_message_that_the_room_holds_is_found() -> None:
    found = held(_room(2), 2)
    assert isinstance(found, MessageView)
    assert found.id == 2
    assert shown(_room(2), 2) == found


def test_what_never_was_is_not_found() -> None:
    assert held(_room(2), 3) == Rejection(RejectionCode.NOT_FOUND, "message 3")


def test_what_the_room_has_forgotten_is_too_old() -> None:
    room = _room(KEPT_MESSAGES + 1)
    assert shown(room, 1) == Rejection(RejectionCode.TOO_OLD, "message 1")
    assert isinstance(shown(room, 2), MessageView)


@pytest.mark.parametrize(
    ("gone", "detail"),
    [
        (MessageDeleted(at=2.0, id=1, by="ada"), "message 1 is deleted"),
        (MessageHidden(at=2.0, id=1, author="ada", by="tess"), "message 1 is hidden"),
    ],
)
def test_a_tombstone_is_held_and_not_shown(gone: MessageDeleted | MessageHidden, detail: str) -> None:
    room = _room(1)
    room.chat.apply(gone)
    assert isinstance(held(room, 1), MessageView)
    assert shown(room, 1) == Rejection(RejectionCode.WRONG_STATE, detail)
