"""What a member posted lately: the messages that the room still holds, and those that wait for review.

Nothing is counted apart: what the room remembers of chat is enough, and a refused post leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rooms.chat.terms import Attachment
from rooms.state import RoomState


class Post(Struct, frozen=True):
    at: float
    text: str


def posts_since(room: RoomState, member: str, since: float) -> Iterator[Post]:
    """Those after `since` (UTC seconds), the newest message first."""
    for held in reversed(room.moderation.content.held.values()):
        if held.author == member and held.at > since:
            yield Post(held.at, readable(held.body, held.attachments))
    for id in range(room.chat.last_id, 0, -1):
        message = room.chat.find(id)
        if message is None or message.at <= since:
            return
        if message.author == member:
            yield Post(message.at, readable(message.body, message.attachments))


def readable(body: str, attachments: list[Attachment]) -> str:
    """All the words that others read: names of files are words, too."""
    return "\n".join([body, *(attachment.name for attachment in attachments)])
