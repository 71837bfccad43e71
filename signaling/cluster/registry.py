"""Who lives and who owns which room: what all nodes must be told the same about.

A wrong answer costs a retry and never an entry, because the log refuses whoever does not hold the newest epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

EXPECTED = 10
"""Points that a node is thought to have more of, from when a room is placed there to its next beat."""
MUCH = 2
SLACK = 50
"""Who asks for a small room has it as long as they are at most this many times and points over the emptiest node."""


class Standing(Struct, frozen=True):
    """What a node says of itself with each beat. Nodes of other versions read it: a new field carries a default.

    `points` is how much it has to do, in whatever unit all nodes count alike. One that is draining takes no rooms.
    """

    id: str
    points: int = 0
    is_draining: bool = False
    version: str = ""


class Unreachable(Exception):
    """The registry cannot be asked now. What was known stays likely."""


class Registry(Protocol):
    """Every method raises Unreachable."""

    async def beat(self, node: Standing, seconds: float) -> list[Standing]:
        """Say that this node lives, for so long, and how; returns all that do, in order of their ids."""
        ...

    async def leave(self, node: str) -> None:
        """This node lives no more, at once."""
        ...

    async def take(self, room: str, node: str) -> str:
        """For who has the room open: its owner as long as that lives, otherwise `node` from now on."""
        ...

    async def place(self, room: str, node: str, *, spread: bool) -> str:
        """For who needs the room: its owner as long as that lives, otherwise who `chosen` says, from now on."""
        ...

    async def hand_over(self, room: str, node: str, to: str) -> str:
        """`node` gives the room away, to `to` if that has place: who owns it now. `node` itself, if nobody takes rooms."""
        ...


def chosen(points: Mapping[str, int], asking: str, *, spread: bool) -> str:
    """Of the living nodes that take rooms: who asks, because its people are there, unless it is too much fuller than
    the emptiest. A room that is `spread`, because people will come to it at every node, goes to the emptiest.
    """
    if not points:
        return asking
    emptiest = min(sorted(points), key=lambda node: points[node])
    most = points[emptiest] if spread else points[emptiest] * MUCH + SLACK
    return asking if asking in points and points[asking] <= most else emptiest
