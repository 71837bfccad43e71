"""How much a node has to do, in points that every node counts alike: rooms are placed by it."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.kinds import POLICIES
from rooms.room import Room
from signaling.ports import RoomSpec

OF_A_ROOM = 1
OF_A_SOCKET = 1
OF_MEDIA = 4
"""For each member of a room with media, which is where the room is: packets cost several times what frames do."""


def points(rooms: Sequence[tuple[RoomSpec, Room]], sockets: int) -> int:
    """`rooms` are those that the node owns and has open, `sockets` the clients that are connected to it."""
    with_media = sum(len(room.present()) for spec, room in rooms if POLICIES[spec.kind].has_media)
    return len(rooms) * OF_A_ROOM + sockets * OF_A_SOCKET + with_media * OF_MEDIA
