"""What a room remembers of chat."""

from __future__ import annotations

from msgspec import Struct

from rooms.chat.terms import ChatEvent, ChatView
from rooms.visibility import Audience


class Chat(Struct):
    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: ChatEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> ChatView:
        return ChatView()

    last_id: int = 0
