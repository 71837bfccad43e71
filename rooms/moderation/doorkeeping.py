"""What staff do at the door: slow mode, the lock, the waiting room, and who of those that wait comes in.

Asking for what is so already changes nothing, and is no error.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.moderation.events import (
    MemberAdmitted,
    MemberTurnedAway,
    RoomLocked,
    SlowModeSet,
    WaitingRoomSet,
)
from rooms.moderation.terms import AdmitMember, LockRoom, SetSlowMode, SetWaitingRoom, TurnAway
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Actor

TURNED_AWAY_SECONDS = 600

DoorCommand = SetSlowMode | LockRoom | SetWaitingRoom | AdmitMember | TurnAway


def decide(room: RoomState, command: DoorCommand, actor: Actor, now: float) -> Decision:
    door = room.moderation.door
    by = actor.member
    match command:
        case SetSlowMode():
            if door.slow_seconds == command.seconds:
                return []
            return [SlowModeSet(at=now, seconds=command.seconds, by=by)]
        case LockRoom():
            return [] if door.is_locked == command.on else [RoomLocked(at=now, on=command.on, by=by)]
        case SetWaitingRoom():
            return _set_waiting_room(room, command, by, now)
        case AdmitMember():
            return _admit(room, command, by, now)
        case TurnAway():
            return _turn_away(room, command, by, now)
        case _:
            assert_never(command)


def _set_waiting_room(room: RoomState, command: SetWaitingRoom, by: str, now: float) -> Decision:
    """Switched off, it admits everybody who waits."""
    if room.moderation.door.has_waiting_room == command.on:
        return []
    switched = WaitingRoomSet(at=now, on=command.on, by=by)
    return [switched] if command.on else [switched, *_admit_all(room, by, now)]


def _admit(room: RoomState, command: AdmitMember, by: str, now: float) -> Decision:
    if command.member is None:
        return _admit_all(room, by, now)
    if not room.moderation.is_waiting(command.member):
        return _not_waiting(command.member)
    return [MemberAdmitted(at=now, member=command.member, by=by)]


def _admit_all(room: RoomState, by: str, now: float) -> list[AnyEvent]:
    return [MemberAdmitted(at=now, member=member, by=by) for member in room.moderation.door.waiting]


def _turn_away(room: RoomState, command: TurnAway, by: str, now: float) -> Decision:
    if not room.moderation.is_waiting(command.member):
        return _not_waiting(command.member)
    return [MemberTurnedAway(at=now, member=command.member, by=by, until=now + TURNED_AWAY_SECONDS)]


def _not_waiting(member: str) -> Rejection:
    return Rejection(RejectionCode.WRONG_STATE, f"{member} does not wait")
