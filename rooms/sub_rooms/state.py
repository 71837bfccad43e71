"""What a room remembers of sub-rooms."""

from __future__ import annotations

from msgspec import Struct, field

from rooms.sub_rooms.terms import SubRoomsEvent, SubRoomsView
from rooms.visibility import Audience


class SubRoom(Struct):
    """One that is not closed yet."""

    title: str
    seats: int
    quiet: bool


class SubRooms(Struct):
    rooms: dict[int, SubRoom] = field(default_factory=dict)

    def next_deadline(self) -> float | None:
        return None

    def apply(self, event: SubRoomsEvent) -> None:
        raise NotImplementedError

    def view(self, audience: Audience) -> SubRoomsView:
        return SubRoomsView()
