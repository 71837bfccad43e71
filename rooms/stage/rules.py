"""What may happen on the stage and in the queue before it: which rule decides which command, what time does, and what
the end of class does.
"""

from __future__ import annotations

from typing import assert_never

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.stage.hands import lower_all, lower_hand, move_hand, raise_hand
from rooms.stage.speakers import ask_to_unmute, demote, promote, send_back, time_out
from rooms.stage.terms import (
    AskToUnmute,
    Demote,
    LowerHand,
    MoveHand,
    Promote,
    RaiseHand,
    StageCommand,
    StageEnd,
)
from rooms.state import RoomState
from rooms.terms import Actor


def decide(room: RoomState, command: StageCommand, actor: Actor, now: float) -> Decision:
    match command:
        case RaiseHand():
            return raise_hand(room, command, actor, now)
        case LowerHand():
            return lower_hand(room, command, actor, now)
        case MoveHand():
            return move_hand(room, command, actor, now)
        case Promote():
            return promote(room, command, actor, now)
        case Demote():
            return demote(room, command, actor, now)
        case AskToUnmute():
            return ask_to_unmute(room, command, actor, now)
        case _:
            assert_never(command)


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return time_out(room, now)


def clear_stage(room: RoomState, actor: Actor, now: float) -> list[AnyEvent]:
    """Everybody back to the audience, and every hand down: class has ended. Live answers end with the session."""
    sent_back = [
        event
        for member in room.stage.speakers
        for event in send_back(room, member, actor.member, StageEnd.SESSION, now)
    ]
    return [*sent_back, *lower_all(room, actor, now)]
