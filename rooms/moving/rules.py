"""To whom a command about moving is passed."""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.moving.adopting import adopt, note_confirmed
from rooms.moving.departing import keep, move, note_arrived
from rooms.moving.off_topic import flag, settle
from rooms.moving.terms import (
    AdoptThread,
    FlagOffTopic,
    KeepThread,
    MoveThread,
    MovingCommand,
    MovingSystemCommand,
    NoteArrived,
    NoteConfirmed,
    SettleOffTopic,
)
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: MovingCommand, actor: Actor, now: float) -> Decision:
    match command:
        case MoveThread():
            return move(room, command, actor, now)
        case FlagOffTopic():
            return flag(room, command, actor, now)
        case SettleOffTopic():
            return settle(room, command, actor, now)
        case _:
            assert_never(command)


def decide_system(room: RoomState, command: MovingSystemCommand, now: float) -> Decision:
    match command:
        case AdoptThread():
            return adopt(room, command, now)
        case NoteArrived():
            return note_arrived(room, command, now)
        case NoteConfirmed():
            return note_confirmed(room, command, now)
        case KeepThread():
            return keep(room, command, now)
        case _:
            assert_never(command)
