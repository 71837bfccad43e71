"""How events change what a client sees of chat."""

from __future__ import annotations

from rooms.chat.terms import ChatEvent, ChatView


def reduce(view: ChatView, event: ChatEvent) -> ChatView:
    raise NotImplementedError
