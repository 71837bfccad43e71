"""A registry in memory: what every registry must behave like, for the nodes of one process."""

from __future__ import annotations

from signaling.cluster.registry import Unreachable
from signaling.ports import Clock


class MemoryRegistry:
    """Implements `registry.Registry`. Nodes that are `cut_off` cannot reach it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._owners: dict[str, str] = {}
        self.cut_off: set[str] = set()

    async def beat(self, node: str, seconds: float) -> list[str]:
        self._reach(node)
        self._until[node] = self._clock.now() + seconds
        return [each for each in sorted(self._until) if self._lives(each)]

    async def leave(self, node: str) -> None:
        self._reach(node)
        self._until.pop(node, None)

    async def take(self, room: str, node: str) -> str:
        self._reach(node)
        owner = self._owners.get(room)
        if owner is None or not self._lives(owner):
            self._owners[room] = owner = node
        return owner

    def _lives(self, node: str) -> bool:
        return self._until.get(node, 0.0) > self._clock.now()

    def _reach(self, node: str) -> None:
        if node in self.cut_off:
            raise Unreachable(node)
