"""What a room tells its parent and its sub-rooms: who is in, who needs help, what to close, what to say."""

from __future__ import annotations

from collections.abc import Iterator

from rooms.commands import AnySystemCommand
from rooms.state import RoomState
from rooms.terms import Target


def owed_reports(room: RoomState) -> Iterator[tuple[Target, AnySystemCommand, AnySystemCommand | None]]:
    yield from ()
