"""A registry in memory: what every registry must behave like, for the nodes of one process."""

from __future__ import annotations

from signaling.cluster.registry import NodeInfo, Unreachable
from signaling.ports import Clock


class MemoryRegistry:
    """Implements `registry.Registry`. Nodes that are `cut_off` cannot reach it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._nodes: dict[str, tuple[NodeInfo, float]] = {}
        self._owners: dict[str, str] = {}
        self.cut_off: set[str] = set()

    async def beat(self, node: NodeInfo, seconds: float) -> list[NodeInfo]:
        self._reach(node.id)
        self._nodes[node.id] = (node, self._clock.now() + seconds)
        return [info for id, (info, _) in sorted(self._nodes.items()) if self._lives(id)]

    async def leave(self, node: str) -> None:
        self._reach(node)
        self._nodes.pop(node, None)

    async def take(self, room: str, node: str) -> str:
        self._reach(node)
        owner = self._owners.get(room)
        if owner is None or not self._lives(owner):
            self._owners[room] = owner = node
        return owner

    def _lives(self, node: str) -> bool:
        found = self._nodes.get(node)
        return found is not None and found[1] > self._clock.now()

    def _reach(self, node: str) -> None:
        if node in self.cut_off:
            raise Unreachable(node)
