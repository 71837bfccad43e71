"""Which thread of the plane does the work of a connection: one for a group, because that costs least, and it is the
idlest when the group begins; those beyond some hundred who look at one stage go to whichever is the idlest then.

It counts connections. It never moves one: its keys and its packets are where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from media.commands import Direction

RECEIVERS_AT_HOME = 250
"""Receivers of a group that are served by the thread of its publishers. On a thread more, each packet costs one copy
beside the hundreds that are encrypted and sent: less than a percent."""


@dataclass
class _Group:
    home: int
    connections: int = 0
    receivers_at_home: int = 0


@dataclass(frozen=True)
class _Placed:
    thread: int
    group: str
    direction: Direction


class Threads:
    def __init__(self, number: int, receivers_at_home: int = RECEIVERS_AT_HOME) -> None:
        self._receivers_at_home = receivers_at_home
        self._connections = [0] * number  # of each thread
        self._groups: dict[str, _Group] = {}
        self._placed: dict[int, _Placed] = {}

    def place(self, transport: int, group: str, direction: Direction) -> int:
        """The thread for a new connection of the group, until `forget`."""
        found = self._groups.get(group)
        if found is None:
            thread = self._idlest()
        elif direction is Direction.RECEIVE and found.receivers_at_home >= self._receivers_at_home:
            thread = self._idlest()
        else:
            thread = found.home
        self._connections[thread] += 1
        self._join(transport, _Placed(thread, group, direction))
        return thread

    def move(self, transport: int, group: str) -> None:
        """The connection belongs to another group now, and stays where it is. A group that begins so is at home there."""
        placed = self._leave(transport)
        self._join(transport, _Placed(placed.thread, group, placed.direction))

    def forget(self, transport: int) -> None:
        self._connections[self._leave(transport).thread] -= 1

    def _idlest(self) -> int:
        return min(range(len(self._connections)), key=self._connections.__getitem__)

    def _join(self, transport: int, placed: _Placed) -> None:
        self._placed[transport] = placed
        group = self._groups.setdefault(placed.group, _Group(placed.thread))
        group.connections += 1
        group.receivers_at_home += self._is_receiver_at_home(placed, group)

    def _leave(self, transport: int) -> _Placed:
        placed = self._placed.pop(transport)
        group = self._groups[placed.group]
        group.connections -= 1
        group.receivers_at_home -= self._is_receiver_at_home(placed, group)
        if not group.connections:
            del self._groups[placed.group]
        return placed

    @staticmethod
    def _is_receiver_at_home(placed: _Placed, group: _Group) -> bool:
        return placed.direction is Direction.RECEIVE and placed.thread == group.home
