"""The house speaks in chat as itself, so that nobody can be mistaken for it."""

from __future__ import annotations

from rooms.chat.notices import notice
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.state import RoomState


def test_a_notice_is_the_next_message_important_and_the_houses() -> None:
    room = RoomState()
    room.chat.last_id = 4
    assert notice(room, "cid-tell1", "tess", "Tess", "five minutes left", 9.0) == MessagePosted(
        at=9.0,
        id=5,
        author="tess",
        author_name="Tess",
        author_kind=AuthorKind.SYSTEM,
        cid="cid-tell1",
        body="five minutes left",
        important=True,
    )
