"""Messages that a rule held back: posted after all, or dropped. What is posted is what its author wrote, by its author.

What nobody has looked at in time is overdue, once; it goes on waiting.
"""

from __future__ import annotations

from typing import assert_never

from rooms.chat.terms import MessagePosted
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation.events import HeldDropped, HeldOverdue, HeldReleased
from rooms.moderation.terms import DropHeld, ReleaseHeld
from rooms.moderation.view import HeldView
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

ReviewCommand = ReleaseHeld | DropHeld


def decide(room: RoomState, command: ReviewCommand, actor: Actor, now: float) -> Decision:
    held = room.moderation.content.held.get(command.number)
    if held is None:
        return Rejection(RejectionCode.NOT_FOUND, f"held message {command.number}")
    match command:
        case ReleaseHeld():
            return release(room, held, actor.member, now)
        case DropHeld():
            dropped = HeldDropped(
                at=now, number=held.number, author=held.author, by=actor.member, reason=command.reason
            )
            return [dropped]
        case _:
            assert_never(command)


def release(room: RoomState, held: HeldView, by: str, now: float) -> list[AnyEvent]:
    """Posts it now, at the end of the chat; as a reply only if the room still knows to what."""
    known = held.reply_to is not None and room.chat.find(held.reply_to) is not None
    return [
        HeldReleased(at=now, number=held.number, author=held.author, by=by),
        MessagePosted(
            at=now,
            id=room.chat.last_id + 1,
            author=held.author,
            author_name=held.author_name,
            cid=held.cid,
            body=held.body,
            reply_to=held.reply_to if known else None,
            mentions=held.mentions,
            attachments=held.attachments,
            held=held.number,
        ),
    ]


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return [
        HeldOverdue(at=now, number=held.number, author=held.author)
        for held in room.moderation.content.held.values()
        if held.review_by is not None and held.review_by <= now and not held.overdue
    ]
