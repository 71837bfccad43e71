"""How events change what a client sees of chat.

One message can stand in three places, among the newest, the pins and the important ones: a change reaches all copies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import assert_never

from msgspec.structs import replace

from rooms.chat.messages import MessageChange, changed, left_for, new_message, replied, settled_at
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
    MovingChatEvent,
    ThreadAdopted,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
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
            return _moving(view, event)


def _moving(view: ChatView, event: MovingChatEvent) -> ChatView:
    match event:
        case ThreadMoved():
            return _left(view, event)
        case ThreadArrived():
            for id, place in event.places.items():
                view = _each(view, id, partial(settled_at, place=place))
            return view
        case ThreadStayed():
            back = {message.id: message for message in event.messages}
            return replace(view, messages=[back.get(message.id, message) for message in view.messages])
        case ThreadAdopted():
            return replace(view, messages=[*view.messages, *event.messages][-RECENT_MESSAGES:])
        case _:
            assert_never(event)


def _left(view: ChatView, event: ThreadMoved) -> ChatView:
    for id in event.ids:
        view = ChatView(
            messages=_each(view, id, lambda message: left_for(message, event.to)).messages,
            pins=_without(view.pins, id),
            important=_without(view.important, id),
        )
    return view


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
