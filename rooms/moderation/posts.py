"""What a member posted lately: the messages that the room still holds, and those that wait for review.

Nothing is counted apart: what the room remembers of chat is enough, and a refused post leaves no trace. Editing or
deleting a message unsays nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rooms.chat.messages import readable
from rooms.state import RoomState


class Post(Struct, frozen=True):
    """`first` is what it said at first, where that is not its `text` any more."""

    at: float
    text: str
    first: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,) if self.first is None else (self.first, self.text)


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
            text = readable(message.body, message.attachments)
            yield Post(message.at, text, room.chat.first_words.get(id))
