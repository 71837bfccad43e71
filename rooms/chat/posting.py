"""Words put before others: what a message must hold, which thread it joins, and what content rules make of it.

A rule may hold a message for review, hide it behind a tombstone, or refuse it. An edit that a rule matches is refused
whatever the rule's effect is: the first words stand.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.chat.lookup import held, shown
from rooms.chat.messages import readable
from rooms.chat.terms import (
    EditMessage,
    MessageEdited,
    MessageHidden,
    MessagePosted,
    MessageState,
    MessageView,
    PostMessage,
)
from rooms.decision import Decision, Refused
from rooms.moderation.content import Screening, screen
from rooms.moderation.events import MessageHeld
from rooms.moderation.terms import RuleEffect
from rooms.moderation.whois import whois
from rooms.obligations.targets import review_by
from rooms.obligations.terms import Anchor, AnchorKind
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, permits
from rooms.state import RoomState
from rooms.terms import Actor

EDITABLE_SECONDS = 24 * 3600


def post(room: RoomState, command: PostMessage, actor: Actor, now: float) -> Decision:
    role = room.members.role_of(actor)
    if command.important and not permits(role, Action.MODERATE_CHAT):
        return Rejection(RejectionCode.NOT_PERMITTED, f"{role} may not {Action.MODERATE_CHAT}")
    body = visible(command.body)
    if not body and not command.attachments:
        return Rejection(RejectionCode.EMPTY_MESSAGE)
    first = _first_of_thread(room, command.reply_to)
    if isinstance(first, Rejection):
        return first
    posted = MessagePosted(
        at=now,
        id=room.chat.last_id + 1,
        author=actor.member,
        author_name=room.members.name_of(actor),
        cid=command.cid,
        body=body,
        reply_to=first,
        important=command.important,
        mentions=[member for member in dict.fromkeys(command.mentions) if _is_around(room, member)],
        attachments=command.attachments,
    )
    screening = screen(room, actor, readable(body, command.attachments), now)
    return _screened(room, posted, screening)


def edit(room: RoomState, command: EditMessage, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    body = visible(command.body)
    refused = _uneditable(message, actor, now) or _emptied(message, body)
    if refused is not None:
        return refused
    if body == message.body:
        return []
    screening = screen(room, actor, readable(body, message.attachments), now)
    if screening.effect is not None:
        return _refused(screening)
    return [MessageEdited(at=now, id=message.id, body=body, by=actor.member), *screening.events]


def _screened(room: RoomState, posted: MessagePosted, screening: Screening) -> Decision:
    match screening.effect:
        case None:
            return [posted, *screening.events]
        case RuleEffect.HIDE:
            return [replace(posted, hidden=True), _hidden(posted, screening.rule), *screening.events]
        case RuleEffect.HOLD:
            return [_held_back(room, posted, screening.rule), *screening.events]
        case RuleEffect.REMOVE | RuleEffect.MUTE:
            return _refused(screening)
        case _:
            assert_never(screening.effect)


def _refused(screening: Screening) -> Refused:
    return Refused(Rejection(RejectionCode.REFUSED_BY_RULE, screening.rule), screening.events)


def _hidden(posted: MessagePosted, rule: str) -> MessageHidden:
    return MessageHidden(at=posted.at, id=posted.id, author=posted.author, by="", rule=rule)


def _held_back(room: RoomState, posted: MessagePosted, rule: str) -> MessageHeld:
    return MessageHeld(
        at=posted.at,
        number=room.moderation.next_held,
        author=posted.author,
        author_name=posted.author_name,
        cid=posted.cid,
        body=posted.body,
        rule=rule,
        reply_to=posted.reply_to,
        mentions=posted.mentions,
        attachments=posted.attachments,
        review_by=review_by(room, posted.at),
    )


def _is_around(room: RoomState, member: str) -> bool:
    """Here, remembered, or waiting for an answer that somebody else handed on: of anybody else nobody is told."""
    if whois(room, member) is not None:
        return True
    return any(owed.asker == member for owed in room.obligations.open.values())


def _first_of_thread(room: RoomState, reply_to: int | None) -> int | None | Rejection:
    """A tombstone can be replied to: its thread goes on. So does one that is forgotten and still owed an answer.

    What moved to another room is replied to there.
    """
    if reply_to is None:
        return None
    message = held(room, reply_to)
    if isinstance(message, MessageView):
        return _goes_on_here(message)
    owed = room.obligations.find(room.obligations.id_at(Anchor(AnchorKind.MESSAGE, reply_to)))
    return message if owed is None or not owed.is_open else owed.thread or reply_to


def _goes_on_here(message: MessageView) -> int | Rejection:
    if message.state is MessageState.MOVED and message.reply_to is None:
        return Rejection(RejectionCode.WRONG_STATE, f"message {message.id} moved to another room")
    return message.reply_to or message.id


def _uneditable(message: MessageView, actor: Actor, now: float) -> Rejection | None:
    if message.author != actor.member:
        return Rejection(RejectionCode.NOT_YOURS)
    if now - message.at > EDITABLE_SECONDS:
        return Rejection(RejectionCode.TOO_OLD, "messages can be edited for a day")
    return None


def _emptied(message: MessageView, body: str) -> Rejection | None:
    return None if body or message.attachments else Rejection(RejectionCode.EMPTY_MESSAGE)


def visible(body: str) -> str:
    """Without space around it; empty if there is nothing to see in it."""
    seen = any(character.isprintable() and not character.isspace() for character in body)
    return body.strip() if seen else ""
