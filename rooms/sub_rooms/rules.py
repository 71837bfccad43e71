"""Which rule decides a command about sub-rooms, and what time brings: empty ones close, and so do recalled ones."""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.life.terms import CloseReason
from rooms.state import RoomState
from rooms.sub_rooms.breakouts import assign, recall, tell
from rooms.sub_rooms.helping import answer, call, call_off
from rooms.sub_rooms.opening import close, open_one
from rooms.sub_rooms.reports import take_report
from rooms.sub_rooms.terms import (
    AnswerHelp,
    AssignBreakout,
    CallForHelp,
    CancelHelp,
    CloseSubRoom,
    OpenSubRoom,
    RecallBreakouts,
    SubRoomClosing,
    SubRoomsCommand,
    SubRoomsSystemCommand,
    TellBreakouts,
)
from rooms.terms import Actor


def decide(room: RoomState, command: SubRoomsCommand, actor: Actor, now: float) -> Decision:
    match command:
        case OpenSubRoom():
            return open_one(room, command, actor, now)
        case CloseSubRoom():
            return close(room, command, actor, now)
        case AssignBreakout() | TellBreakouts() | RecallBreakouts():
            return _decide_breakouts(room, command, actor, now)
        case CallForHelp():
            return call(room, command, actor, now)
        case CancelHelp():
            return call_off(room, now)
        case AnswerHelp():
            return answer(room, command, actor, now)
        case _:
            assert_never(command)


def _decide_breakouts(
    room: RoomState, command: AssignBreakout | TellBreakouts | RecallBreakouts, actor: Actor, now: float
) -> Decision:
    match command:
        case AssignBreakout():
            return assign(room, command, actor, now)
        case TellBreakouts():
            return tell(room, command, actor, now)
        case RecallBreakouts():
            return recall(room, command, actor, now)
        case _:
            assert_never(command)


def decide_system(room: RoomState, command: SubRoomsSystemCommand, now: float) -> Decision:
    return take_report(room, command, now)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    """Breakouts whose countdown is over, and rooms that were empty for too long."""
    return [*_recalled(room, now), *_emptied(room, now)]


def _recalled(room: RoomState, now: float) -> list[AnyEvent]:
    subs = room.sub_rooms
    if subs.recalled_at is None or subs.recalled_at > now:
        return []
    return [
        SubRoomClosing(at=now, number=number, by=subs.recalled_by, reason=CloseReason.RECALLED)
        for number in subs.open_breakouts()
    ]


def _emptied(room: RoomState, now: float) -> list[AnyEvent]:
    subs = room.sub_rooms
    is_recalled = subs.recalled_at is not None and subs.recalled_at <= now
    return [
        SubRoomClosing(at=now, number=number, by="", reason=CloseReason.EMPTY)
        for number, sub_room in subs.rooms.items()
        if sub_room.is_open and sub_room.closes_at is not None and sub_room.closes_at <= now
        if not (is_recalled and sub_room.breakout)
    ]
