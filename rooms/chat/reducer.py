"""How events change what a client sees of chat.

One message can stand in three places, among the newest, the pins and the important ones: a change reaches all copies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from rooms.chat.messages import MessageChange, changed, new_message, replied
from rooms.chat.terms import (
    RECENT_IMPORTANT,
    RECENT_MESSAGES,
    ChatEvent,
    ChatView,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageView,
)


def reduce(view: ChatView, event: ChatEvent) -> ChatView:
    match event:
        case MessagePosted():
            return _posted(view, event)
        case MessageReacted() | MessageEdited() | MessageRestored():
            return _changed(view, event)
        case MessageDeleted() | MessageHidden():
            return ChatView(
                messages=_changed(view, event).messages,
                pins=_without(view.pins, event.id),
                important=_without(view.important, event.id),
            )
        case MessageMarked():
            others = _without(view.important, event.id)
            lane = _lane([*others, event.message]) if event.on else others
            return replace(_changed(view, event), important=lane)
        case MessagePinned():
            others = _without(view.pins, event.id)
            return replace(view, pins=[*others, event.message] if event.on else others)
        case _:
            assert_never(event)


def _posted(view: ChatView, event: MessagePosted) -> ChatView:
    message = new_message(event)
    if event.reply_to is not None:
        view = _each(view, event.reply_to, replied)
    return ChatView(
        messages=[*view.messages, message][-RECENT_MESSAGES:],
        pins=view.pins,
        important=_lane([*view.important, message]) if event.important else view.important,
    )


def _changed(view: ChatView, event: MessageChange) -> ChatView:
    return _each(view, event.id, lambda message: changed(message, event))


def _each(view: ChatView, id: int, change: Callable[[MessageView], MessageView]) -> ChatView:
    """The view with every copy of one message changed."""

    def those(messages: list[MessageView]) -> list[MessageView]:
        return [change(message) if message.id == id else message for message in messages]

    return ChatView(those(view.messages), those(view.pins), those(view.important))


def _without(messages: list[MessageView], id: int) -> list[MessageView]:
    return [message for message in messages if message.id != id]


def _lane(messages: list[MessageView]) -> list[MessageView]:
    """The newest important messages, oldest first."""
    return sorted(messages, key=lambda message: message.id)[-RECENT_IMPORTANT:]
