"""Opening and closing a room, and the sessions (a class, an evening) in it. A sub-room closes when its parent says so.

In a closed room nothing is decided any more, and what was asked there goes to the question zone. Who is still in it has a
moment to move on with the same media connections, and is then sent away.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.life.terms import (
    CloseRoom,
    EndSession,
    LifeClientCommand,
    OpenRoom,
    RoomClosed,
    RoomOpened,
    SessionEnded,
    SessionStarted,
    StartSession,
)
from rooms.members.rules import send_away
from rooms.members.terms import LeaveReason
from rooms.questions.deferring import defer_all
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.rules import clear_stage
from rooms.state import RoomState
from rooms.terms import SYSTEM, Actor

SECONDS_TO_MOVE = 10.0
"""For so long after the end of a room its members are still together."""


def decide(room: RoomState, command: LifeClientCommand, actor: Actor, now: float) -> Decision:
    match command:
        case StartSession():
            if room.life.session_at is not None:
                return Rejection(RejectionCode.WRONG_STATE, "a session runs already")
            return [SessionStarted(at=now, number=room.life.session + 1, by=actor.member)]
        case EndSession():
            return _end(room, actor, now)
        case _:
            assert_never(command)


def open_room(room: RoomState, command: OpenRoom, now: float) -> Decision:
    if room.life.is_open:
        return Rejection(RejectionCode.ALREADY_OPEN)
    return [
        RoomOpened(
            at=now,
            title=command.title,
            kind=command.kind,
            id=command.id,
            seats=command.seats,
            parent=command.parent,
            number=command.number,
            quiet=command.quiet,
            purpose=command.purpose,
        )
    ]


def close_room(room: RoomState, command: CloseRoom, now: float) -> Decision:
    if room.life.parent is None:
        return Rejection(RejectionCode.NOT_PERMITTED, "only sub-rooms close")
    if room.life.is_closed:
        return []
    return [*defer_all(room, SYSTEM, now), RoomClosed(at=now, reason=command.reason)]


def next_deadline(room: RoomState) -> float | None:
    """When those who are still in a closed room are sent away."""
    closed_at = room.life.closed_at
    return None if closed_at is None or not room.members.present else closed_at + SECONDS_TO_MOVE


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    deadline = next_deadline(room)
    if deadline is None or deadline > now:
        return []
    return [
        event for member in room.members.present for event in send_away(room, member, LeaveReason.CLOSED, now)
    ]


def _end(room: RoomState, actor: Actor, now: float) -> Decision:
    if room.life.session_at is None:
        return Rejection(RejectionCode.WRONG_STATE, "no session runs")
    ended: list[AnyEvent] = [
        *clear_stage(room, actor, now),
        *defer_all(room, actor, now),
        SessionEnded(at=now, number=room.life.session, by=actor.member),
    ]
    return ended
