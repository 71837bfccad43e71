"""Who lives and who owns which room: what all nodes must be told the same about.

A wrong answer costs a retry and never an entry, because the log refuses whoever does not hold the newest epoch.
"""

from __future__ import annotations

from typing import Protocol


class Unreachable(Exception):
    """The registry cannot be asked now. What was known stays likely."""


class Registry(Protocol):
    """Every method raises Unreachable."""

    async def beat(self, node: str, seconds: float) -> list[str]:
        """Say that this node lives, for so long; returns all that do, in order."""
        ...

    async def leave(self, node: str) -> None:
        """This node lives no more, at once."""
        ...

    async def take(self, room: str, node: str) -> str:
        """The node that owns the room: its owner as long as that lives, otherwise `node` from now on."""
        ...
