"""A thread leaves for another room, and the room owes it to that one until it has arrived there, or is not taken.

A message goes with its replies; a reply goes alone. What is on its way can be neither changed nor replied to. What was
owed for it is owed here until the other room owes it; of one turn of which only the first words went, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from rooms.chat.lookup import shown
from rooms.chat.messages import is_gone
from rooms.chat.terms import AuthorKind, MessageView, Place, ThreadArrived, ThreadMoved, ThreadStayed
from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation.whois import outranked
from rooms.moving.owing import is_new, owed_for, still_owed
from rooms.moving.state import Leaving
from rooms.moving.terms import (
    MOST_MESSAGES,
    MOST_UNCONFIRMED,
    AdoptThread,
    KeepThread,
    MoveThread,
    NoteArrived,
)
from rooms.obligations.editing import go_on, rest_of
from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import moved
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor, Target, TargetKind


def move(room: RoomState, command: MoveThread, actor: Actor, now: float) -> Decision:
    message = shown(room, command.id)
    if isinstance(message, Rejection):
        return message
    refused = _refused(room, command, actor, message)
    thread = refused or _thread(room, message)
    if isinstance(thread, Rejection):
        return thread
    return [
        ThreadMoved(
            at=now,
            ids=[each.id for each in thread],
            to=command.to,
            by=actor.member,
            author=message.author,
            reason=command.reason.strip(),
        )
    ]


def _refused(room: RoomState, command: MoveThread, actor: Actor, message: MessageView) -> Rejection | None:
    if command.to == room.life.id:
        return Rejection(RejectionCode.BAD_CHOICE, "it is in this room")
    if len(room.moving.leaving) >= MOST_UNCONFIRMED:
        return Rejection(RejectionCode.TOO_MANY, f"{MOST_UNCONFIRMED} threads are on their way")
    if message.author == actor.member or message.author_kind is not AuthorKind.PERSON:
        return None
    return outranked(room, actor, message.author)


def _thread(room: RoomState, message: MessageView) -> list[MessageView] | Rejection:
    """The message and what was said to it, without what is gone from it."""
    replies = [each for each in room.chat.messages.values() if each.reply_to == message.id]
    if len(replies) < message.replies:
        return Rejection(RejectionCode.TOO_OLD, "replies to it are forgotten")
    thread = [message, *(each for each in replies if not is_gone(each))]
    if len(thread) > MOST_MESSAGES:
        return Rejection(RejectionCode.TOO_MANY, f"a thread of {MOST_MESSAGES} messages can be moved")
    return thread


def leaving_by(room: RoomState, event: ThreadMoved) -> Leaving:
    """What the room keeps of a thread that goes, as it is before it has gone."""
    messages = [room.chat.messages[id] for id in event.ids]
    return Leaving(
        messages=messages,
        to=event.to,
        at=event.at,
        by=event.by,
        reason=event.reason,
        owed=owed_for(room, messages, event.at),
        is_new=is_new(room, messages[0]),
    )


def departures(room: RoomState) -> Iterator[tuple[Target, AdoptThread, KeepThread]]:
    """What other rooms are to take in."""
    for first, leaving in room.moving.leaving.items():
        adopt = AdoptThread(
            source=Place(room.life.id, room.life.title, first),
            messages=leaving.messages,
            by=leaving.by,
            reason=leaving.reason,
            left_at=leaving.at,
            owed=still_owed(room, leaving),
            is_new=leaving.is_new,
        )
        yield Target(TargetKind.ROOM, room=leaving.to), adopt, KeepThread(first)


def note_arrived(room: RoomState, command: NoteArrived, now: float) -> Decision:
    leaving = room.moving.leaving.get(command.first)
    if leaving is None:
        return []
    return [ThreadArrived(at=now, places=command.places), *_owed_elsewhere(room, leaving, command, now)]


def _owed_elsewhere(room: RoomState, leaving: Leaving, command: NoteArrived, now: float) -> list[AnyEvent]:
    ledger = Ledger(room, now)
    gone = {message.id for message in leaving.messages}
    for owed in still_owed(room, leaving):
        held = room.obligations.open.get(owed.held)
        if held is None:
            continue
        moved(ledger, held, leaving.by, leaving.to, goes_on=owed.message in command.owed)
        go_on(ledger, held, [each for each in rest_of(ledger, held) if each.id not in gone])
    return ledger.events


def keep(room: RoomState, command: KeepThread, now: float) -> Decision:
    leaving = room.moving.leaving.get(command.first)
    if leaving is None:
        return []
    stayed = [replace(message, important=False) for message in leaving.messages]
    return [ThreadStayed(at=now, messages=stayed, to=leaving.to, why=command.why)]
