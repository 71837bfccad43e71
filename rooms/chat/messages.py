"""How an event changes one message, and who may read it. What a room remembers and what a client sees change alike.

A message is a value: every change makes a copy, so that views which were handed out stay as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from msgspec.structs import replace

from rooms.chat.terms import (
    Attachment,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageState,
    MessageView,
    Place,
)

if TYPE_CHECKING:
    from rooms.visibility import Audience

MessageChange = (
    MessageReacted | MessageEdited | MessageDeleted | MessageHidden | MessageRestored | MessageMarked
)


def new_message(event: MessagePosted) -> MessageView:
    return MessageView(
        id=event.id,
        at=event.at,
        author=event.author,
        author_name=event.author_name,
        author_kind=event.author_kind,
        cid=event.cid,
        body=event.body,
        reply_to=event.reply_to,
        important=event.important,
        mentions=event.mentions,
        attachments=event.attachments,
        state=MessageState.HIDDEN if event.hidden else MessageState.SHOWN,
    )


def readable(body: str, attachments: list[Attachment]) -> str:
    """All the words that others read: names of files are words, too."""
    return "\n".join([body, *(attachment.name for attachment in attachments)])


def replied(message: MessageView) -> MessageView:
    """The first message of a thread, after one more reply."""
    return replace(message, replies=message.replies + 1)


def left_for(message: MessageView, room: str) -> MessageView:
    """What is left of a message that is on its way to another room: whose it was, and where it goes."""
    return replace(_wordless(message), state=MessageState.MOVED, moved=Place(room))


def settled_at(stub: MessageView, place: Place) -> MessageView:
    """What is left of a message that has arrived elsewhere."""
    return replace(stub, moved=place)


def is_gone(message: MessageView) -> bool:
    """Its words are nobody's to read here any more."""
    return message.state is MessageState.DELETED or message.state is MessageState.MOVED


def changed(message: MessageView, event: MessageChange) -> MessageView:
    """The message after an event that is about it. A deleted or hidden one is not important any more."""
    match event:
        case MessageReacted():
            return replace(message, reactions=_reacted(message.reactions, event))
        case MessageEdited():
            return replace(message, body=event.body, edited_at=event.at)
        case MessageDeleted():
            return _deleted(message)
        case MessageHidden():
            hidden = replace(message, state=MessageState.HIDDEN, important=False)
            return hidden if event.readable else _unreadable(hidden)
        case MessageRestored():
            return replace(
                message,
                state=MessageState.SHOWN,
                body=event.body,
                attachments=event.attachments,
                mentions=event.mentions,
            )
        case MessageMarked():
            return replace(message, important=event.on)
        case _:
            assert_never(event)


def seen_by(message: MessageView, audience: Audience) -> MessageView:
    """The message as `audience` may read it: a hidden one is for staff and its author."""
    if message.state is not MessageState.HIDDEN or audience.is_staff or audience.member == message.author:
        return message
    return _unreadable(message)


def _reacted(reactions: dict[str, list[str]], event: MessageReacted) -> dict[str, list[str]]:
    others = [member for member in reactions.get(event.emoji, ()) if member != event.member]
    if event.on:
        return {**reactions, event.emoji: [*others, event.member]}
    if others:
        return {**reactions, event.emoji: others}
    return {emoji: members for emoji, members in reactions.items() if emoji != event.emoji}


def _deleted(message: MessageView) -> MessageView:
    return replace(_wordless(message), state=MessageState.DELETED)


def _wordless(message: MessageView) -> MessageView:
    return replace(
        message,
        important=False,
        body="",
        mentions=[],
        attachments=[],
        reactions={},
    )


def _unreadable(message: MessageView) -> MessageView:
    return replace(message, body="", attachments=[], mentions=[])
