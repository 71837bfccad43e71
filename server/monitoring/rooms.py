"""How many sockets, rooms and people this node has now, read when somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from rooms.kinds import RoomKind
from rooms.room import Room
from signaling.ports import RoomSpec

OpenRooms = Callable[[], list[tuple[RoomSpec, Room]]]


class RoomsCollector(Collector):
    """`rooms` gives those that this node owns, `sockets` how many clients are connected to it."""

    def __init__(self, rooms: OpenRooms, sockets: Callable[[], int]) -> None:
        self._rooms, self._sockets = rooms, sockets

    @override
    def collect(self) -> Iterable[Metric]:
        sockets = GaugeMetricFamily("studyhall_sockets", "Clients that are connected to this node")
        sockets.add_metric([], self._sockets())
        yield sockets
        rooms = self._rooms()
        open_rooms = GaugeMetricFamily("studyhall_rooms_open", "Rooms that run here now", labels=["kind"])
        members = GaugeMetricFamily("studyhall_members_present", "Members in rooms here", labels=["kind"])
        for kind in RoomKind:
            of_kind = [room for spec, room in rooms if spec.kind is kind]
            open_rooms.add_metric([kind.value], len(of_kind))
            members.add_metric([kind.value], sum(len(room.present()) for room in of_kind))
        yield open_rooms
        yield members
