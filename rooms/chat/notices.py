"""What the house itself says in chat: an important message that nobody typed here."""

from __future__ import annotations

from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.state import RoomState


def notice(room: RoomState, cid: str, author: str, author_name: str, text: str, now: float) -> MessagePosted:
    """The next message of this room, from the house, on behalf of `author`. `cid` is unique for that author."""
    return MessagePosted(
        at=now,
        id=room.chat.last_id + 1,
        author=author,
        author_name=author_name,
        author_kind=AuthorKind.SYSTEM,
        cid=cid,
        body=text,
        important=True,
    )
