"""What may happen to a message once it stands in chat, and to whom a command about messages is passed.

Whoever may moderate chat deletes, hides and restores messages of those below their rank, as for sanctions, and deletes
those of any age: whose a forgotten one is, the room does not know. Everything else needs a message that it still holds.
Asking for what is so already changes nothing, and is no error.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.chat.emoji import is_emoji
from rooms.chat.lookup import held, shown
from rooms.chat.messages import is_gone
from rooms.chat.posting import edit, post
from rooms.chat.terms import (
    MAX_PINS,
    RECENT_IMPORTANT,
    ChatCommand,
    DeleteMessage,
    EditMessage,
    HideMessage,
    MarkImportant,
    MessageDeleted,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessageReacted,
    MessageRestored,
    MessageState,
    PinMessage,
    PostMessage,
    ReactToMessage,
    RestoreMessage,
)
from rooms.decision import Decision
from rooms.moderation.whois import outranked
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, permits
from rooms.state import RoomState
from rooms.terms import Actor

EMOJI_PER_MESSAGE = 20


def decide(room: RoomState, command: ChatCommand, actor: Actor, now: float) -> Decision:
    match command:
        case PostMessage():
            return post(room, command, actor, now)
        case EditMessage():
            return edit(room, command, actor, now)
        case DeleteMessage():
            return _delete(room, command, actor, now)
        case ReactToMessage():
            return _react(room, command, actor, now)
        case HideMessage() | RestoreMessage() | PinMessage() | MarkImportant():
            return _moderate(room, command, actor, now)
        case _:
            assert_never(command)


def _moderate(
    room: RoomState,
    command: HideMessage | RestoreMessage | PinMessage | MarkImportant,
    actor: Actor,
    now: float,
) -> Decision:
    match command:
        case HideMessage():
            return _hide(room, command, actor, now)
        case RestoreMessage():
            return _restore(room, command, actor, now)
        case PinMessage():
            return _pin(room, command, actor, now)
        case MarkImportant():
            return _mark(room, command, actor, now)
        case _:
            assert_never(command)


def _delete(room: RoomState, command: DeleteMessage, actor: Actor, now: float) -> Decision:
    """The reason is kept where somebody else's words are deleted."""
    gone = MessageDeleted(at=now, id=command.id, by=actor.member, reason=command.reason)
    may_moderate = permits(room.members.present[actor.member].role, Action.MODERATE_CHAT)
    message = held(room, command.id)
    if isinstance(message, Rejection):
        return [gone] if may_moderate and message.code is RejectionCode.TOO_OLD else message
    if message.author != actor.member and not may_moderate:
        return Rejection(RejectionCode.NOT_YOURS)
    if is_gone(message):
        return Rejection(RejectionCode.WRONG_STATE, f"message {command.id} is {message.state}")
    if message.author == actor.member:
        return [replace(gone, author=message.author, reason="")]
    return outranked(room, actor, message.author) or [replace(gone, author=message.author)]


def _hide(room: RoomState, command: HideMessage, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    refused = None if message.author == actor.member else outranked(room, actor, message.author)
    return refused or [
        MessageHidden(at=now, id=message.id, author=message.author, by=actor.member, reason=command.reason)
    ]


def _restore(room: RoomState, command: RestoreMessage, actor: Actor, now: float) -> Decision:
    message = held(room, command.id)
    if isinstance(message, Rejection):
        return message
    if message.state is not MessageState.HIDDEN:
        return Rejection(RejectionCode.WRONG_STATE, f"message {message.id} is {message.state}")
    return outranked(room, actor, message.author) or [
        MessageRestored(
            at=now, id=message.id, by=actor.member, body=message.body, attachments=message.attachments
        )
    ]


def _pin(room: RoomState, command: PinMessage, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    pins = room.chat.pins
    if (message.id in pins) == command.on:
        return []
    if command.on and len(pins) >= MAX_PINS:
        return Rejection(RejectionCode.TOO_MANY, f"{MAX_PINS} messages are pinned")
    return [MessagePinned(at=now, id=message.id, by=actor.member, on=command.on, message=message)]


def _mark(room: RoomState, command: MarkImportant, actor: Actor, now: float) -> Decision:
    """The lane keeps the newest: an older one than all of a full lane would fall off at once."""
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    lane = room.chat.important
    is_so = message.id in lane if command.on else not message.important
    if is_so:
        return []
    if command.on and len(lane) >= RECENT_IMPORTANT and message.id < lane[0]:
        return Rejection(RejectionCode.TOO_OLD, f"{RECENT_IMPORTANT} newer messages are important")
    marked = replace(message, important=command.on)
    return [MessageMarked(at=now, id=message.id, by=actor.member, on=command.on, message=marked)]


def _react(room: RoomState, command: ReactToMessage, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    if not is_emoji(command.emoji):
        return Rejection(RejectionCode.BAD_CHOICE, "not an emoji")
    reacted = message.reactions.get(command.emoji, ())
    if (actor.member in reacted) == command.on:
        return []
    if not reacted and len(message.reactions) >= EMOJI_PER_MESSAGE:
        return Rejection(RejectionCode.TOO_MANY, f"{EMOJI_PER_MESSAGE} kinds of reactions")
    return [MessageReacted(at=now, id=message.id, member=actor.member, emoji=command.emoji, on=command.on)]
