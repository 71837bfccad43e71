"""The read model of messages: which of them an event of the log is about, and what they are after it.

Every log keeps its messages by these two functions, so that history says what a room's own view says. It holds
whole messages, hidden ones too: who may read them is asked when they are given out.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from rooms.chat import messages
from rooms.chat.terms import (
    ChatEvent,
    MessagePinned,
    MessagePosted,
    MessageState,
    MessageView,
    ThreadAdopted,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from signaling.segmenting import segmented


def touched(event: ChatEvent) -> tuple[int, ...]:
    """Ids of the messages that `event` changes, besides one that it makes."""
    match event:
        case MessagePosted():
            return () if event.reply_to is None else (event.reply_to,)
        case MessagePinned() | ThreadAdopted():
            return ()
        case ThreadMoved():
            return tuple(event.ids)
        case ThreadArrived():
            return tuple(event.places)
        case ThreadStayed():
            return tuple(message.id for message in event.messages)
        case _:
            return (event.id,)


def keep(kept: MutableMapping[int, MessageView], event: ChatEvent) -> None:
    """Change `kept` as `event` says. It must hold what is touched, as far as that was ever posted."""
    for id in touched(event):
        if id in kept:
            kept[id] = _after(kept[id], event)
    if isinstance(event, MessagePosted):
        kept[event.id] = messages.new_message(event)
    elif isinstance(event, ThreadAdopted | ThreadStayed):
        kept.update((message.id, message) for message in event.messages)


def thread_of(message: MessageView) -> int:
    """The first message of the thread that it is in; itself for a first one."""
    return message.id if message.reply_to is None else message.reply_to


def searchable(message: MessageView) -> str:
    """Its words for an index; none for what nobody shall find here: deleted, hidden, or moved to another room."""
    if message.state is not MessageState.SHOWN:
        return ""
    names = (attachment.name for attachment in message.attachments)
    return segmented("\n".join((message.body, *names)))


def _after(message: MessageView, event: ChatEvent) -> MessageView:
    match event:
        case MessagePosted():
            return messages.replied(message)
        case MessagePinned() | ThreadAdopted() | ThreadStayed():
            return message
        case ThreadMoved():
            return messages.left_for(message, event.to)
        case ThreadArrived():
            return messages.settled_at(message, event.places[message.id])
        case _:
            return messages.changed(message, event)
