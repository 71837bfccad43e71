"""A registry in memory: what every registry must behave like, for the nodes of one process."""

from __future__ import annotations

from signaling.cluster.registry import EXPECTED, Standing, Unreachable, chosen
from signaling.ports import Clock


class MemoryRegistry:
    """Implements `registry.Registry`. Nodes that are `cut_off` cannot reach it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._standings: dict[str, Standing] = {}
        self._points: dict[str, int] = {}
        self._owners: dict[str, str] = {}
        self.cut_off: set[str] = set()

    async def beat(self, node: Standing, seconds: float) -> list[Standing]:
        self._reach(node.id)
        self._until[node.id] = self._clock.now() + seconds
        self._standings[node.id] = node
        self._points[node.id] = node.points
        return [self._standings[each] for each in sorted(self._until) if self._lives(each)]

    async def leave(self, node: str) -> None:
        self._reach(node)
        self._until.pop(node, None)

    async def take(self, room: str, node: str) -> str:
        self._reach(node)
        return self._owner(room) or self._give(room, node)

    async def place(self, room: str, node: str, *, spread: bool) -> str:
        self._reach(node)
        return self._owner(room) or self._give(room, chosen(self._roomy(), node, spread=spread))

    async def hand_over(self, room: str, node: str, to: str) -> str:
        self._reach(node)
        owner = self._owner(room)
        if owner is not None and owner != node:
            return owner
        others = {id: points for id, points in self._roomy().items() if id != node}
        return self._give(room, chosen(others, to, spread=False) if others else node)

    def _owner(self, room: str) -> str | None:
        owner = self._owners.get(room)
        return owner if owner is not None and self._lives(owner) else None

    def _give(self, room: str, node: str) -> str:
        self._owners[room] = node
        self._points[node] = self._points.get(node, 0) + EXPECTED
        return node

    def _roomy(self) -> dict[str, int]:
        return {
            node: points
            for node, points in self._points.items()
            if self._lives(node) and not self._standings[node].is_draining
        }

    def _lives(self, node: str) -> bool:
        return self._until.get(node, 0.0) > self._clock.now()

    def _reach(self, node: str) -> None:
        if node in self.cut_off:
            raise Unreachable(node)
