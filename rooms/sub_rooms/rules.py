"""What may happen in sub-rooms."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.events import AnyEvent
from rooms.state import RoomState
from rooms.sub_rooms.terms import SubRoomsCommand, SubRoomsSystemCommand
from rooms.terms import Actor


def decide(room: RoomState, command: SubRoomsCommand, actor: Actor, now: float) -> Decision:
    raise NotImplementedError


def tick(room: RoomState, now: float) -> list[AnyEvent]:
    return []


def decide_system(room: RoomState, command: SubRoomsSystemCommand, now: float) -> Decision:
    raise NotImplementedError
