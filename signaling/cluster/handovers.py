"""Rooms of this node that are given to another: a room and its sub-rooms together, once each has done what it was asked.

Only then is the registry told, so that the next owner begins where the former one ended. It never knows who sits there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from signaling.cluster.mirror import RoomMirror
from signaling.cluster.placement import Placement
from signaling.room_host import RoomHost
from signaling.room_ids import home_of


class Handovers:
    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self._under_way: dict[str, _Handover] = {}

    async def give(self, home: str, hosts: Sequence[RoomHost], to: str) -> None:
        """`hosts` are those of the room `home` and its sub-rooms. Raises Unreachable."""
        handover = self._under_way[home] = _Handover(hosts)
        try:
            for host in hosts:
                host.hand_over()
            await handover.settled.wait()
            await self._placement.hand_over(home, to)
        finally:
            del self._under_way[home]
            handover.over.set()

    def ended(self, host: RoomHost | RoomMirror) -> None:
        """Whether it was handed over or not."""
        handover = self._under_way.get(home_of(host.spec.id))
        if handover is not None:
            handover.ended(host)

    async def over(self, room: str) -> None:
        """Returns when the registry knows whose the room is: at once, unless it is just being given away."""
        handover = self._under_way.get(home_of(room))
        if handover is not None:
            await handover.over.wait()


class _Handover:
    def __init__(self, hosts: Sequence[RoomHost]) -> None:
        self._writing: list[RoomHost | RoomMirror] = list(hosts)
        self.settled = asyncio.Event()
        self.over = asyncio.Event()

    def ended(self, host: RoomHost | RoomMirror) -> None:
        if host in self._writing:
            self._writing.remove(host)
        if not self._writing:
            self.settled.set()
