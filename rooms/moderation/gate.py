"""What is asked of everybody who puts words before others: rules accepted, no mute of text, no slow mode."""

from __future__ import annotations

from rooms.commands import AnyClientCommand
from rooms.rejections import Rejection
from rooms.state import RoomState
from rooms.terms import Actor


def may_speak(room: RoomState, command: AnyClientCommand, actor: Actor, now: float) -> Rejection | None:
    return None
