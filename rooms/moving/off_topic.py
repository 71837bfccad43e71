"""Members say that a message is off topic: one opinion each, which staff alone see, counted and without a name.

Nothing follows from it by itself. Once staff have looked and left it where it is, that is settled.
"""

from __future__ import annotations

from rooms.chat.lookup import shown
from rooms.chat.messages import readable
from rooms.decision import Decision
from rooms.moderation.wording import excerpt
from rooms.moving.terms import (
    MOST_FLAGGED,
    FlagOffTopic,
    OffTopicFlagged,
    OffTopicSettled,
    SettleOffTopic,
)
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor


def flag(room: RoomState, command: FlagOffTopic, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    if message.author == actor.member:
        return Rejection(RejectionCode.NOT_PERMITTED, "this is about yourself")
    flags = room.moving.flags.get(command.id)
    members = [] if flags is None else flags.members
    if (actor.member in members) is command.on:
        return []
    refused = _one_more(room, command.id) if command.on else None
    return refused or [
        OffTopicFlagged(
            at=now,
            id=message.id,
            member=actor.member,
            on=command.on,
            count=len(members) + (1 if command.on else -1),
            author_name=message.author_name,
            excerpt=excerpt(readable(message.body, message.attachments)),
        )
    ]


def _one_more(room: RoomState, id: int) -> Rejection | None:
    if id in room.moving.settled:
        return Rejection(RejectionCode.WRONG_STATE, f"staff have looked at message {id}")
    if id not in room.moving.flags and len(room.moving.flags) >= MOST_FLAGGED:
        return Rejection(RejectionCode.TOO_MANY, f"{MOST_FLAGGED} messages wait for staff to look")
    return None


def settle(room: RoomState, command: SettleOffTopic, actor: Actor, now: float) -> Decision:
    flags = room.moving.flags.get(command.id)
    if flags is None:
        return Rejection(RejectionCode.NOT_FOUND, f"nobody flags message {command.id}")
    return [OffTopicSettled(at=now, id=command.id, by=actor.member, members=flags.members)]
