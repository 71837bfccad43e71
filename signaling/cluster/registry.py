"""Who lives and who owns which room: what all nodes must be told the same about.

A wrong answer costs a retry and never an entry, because the log refuses whoever does not hold the newest epoch.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Unreachable(Exception):
    """The registry cannot be asked now. What was known stays likely."""


class NodeInfo(Struct, frozen=True):
    """`rooms` that it owns and `sockets` that it serves, as of its last beat. `is_draining`: it takes no more."""

    id: str
    version: str = ""
    rooms: int = 0
    sockets: int = 0
    is_draining: bool = False


class Registry(Protocol):
    """Every method raises Unreachable."""

    async def beat(self, node: NodeInfo, seconds: float) -> list[NodeInfo]:
        """Say that this node lives, for so long; returns all that do, by id."""
        ...

    async def leave(self, node: str) -> None:
        """This node lives no more, at once."""
        ...

    async def take(self, room: str, node: str) -> str:
        """The node that owns the room: its owner as long as that lives, otherwise `node` from now on."""
        ...
