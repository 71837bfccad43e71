"""What goes wrong among real processes, and when it is over: drawn from the seed alone, before anything begins.

What a fault does ends with its block, whatever happens in it. Two that hold the same process wait for each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from random import Random
from typing import Protocol

from tests.chaos import faults
from tests.chaos.faults import Planned
from tests.histories.cluster import POSTGRES, REDIS, Cluster, Node
from tests.histories.network import HALL

SHORTEST_SECONDS = 10.0
"""Of a run in which each fault can be over in time."""
KINDS: dict[str, float] = {
    "node killed": 3.0,
    "node paused": 3.0,
    "node cut off from all": 2.0,
    "node cut off from people": 1.0,
    "node cut off from Redis": 2.0,
    "node cut off from PostgreSQL": 2.0,
    "node not heard": 1.5,
    "Redis killed": 1.5,
    "Redis paused": 1.5,
    "connections of Redis killed": 1.0,
    "PostgreSQL killed": 1.0,
    "PostgreSQL paused": 1.5,
    "connections of PostgreSQL killed": 1.0,
}


def plan(seed: int, seconds: float) -> list[Planned]:
    """The same for the same seed and seconds, which are `SHORTEST_SECONDS` or more."""
    return faults.plan(Random(f"faults {seed}"), seconds, KINDS)


async def happen(planned: Planned, cluster: Cluster, begins: Callable[[str], Callable[[], None]]) -> None:
    """Returns when it is over. `begins` is told what does, and returns the call that says that it is over."""
    await asyncio.sleep(planned.after)
    node = cluster.nodes[planned.pick % len(cluster.nodes)]
    over = begins(f"{planned.kind}: {node.id} for {planned.seconds} s")
    async with FAULTS[planned.kind](cluster, node):
        await asyncio.sleep(planned.seconds)
    over()


# ---------------------------------------------------------------- processes


class _Process(Protocol):
    def freeze(self) -> None: ...

    def thaw(self) -> None: ...


@contextmanager
def _frozen(process: _Process) -> Iterator[None]:
    process.freeze()
    try:
        yield
    finally:
        process.thaw()


@asynccontextmanager
async def _node_killed(_cluster: Cluster, node: Node) -> AsyncIterator[None]:
    async with node.turn:
        await node.kill()
        yield
        await node.start()


@asynccontextmanager
async def _node_paused(_cluster: Cluster, node: Node) -> AsyncIterator[None]:
    async with node.turn:
        with _frozen(node.process):
            yield


@asynccontextmanager
async def _redis_killed(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    """It comes back empty."""
    async with cluster.redis_turn:
        await cluster.redis.kill()
        yield
        await cluster.redis.start()


@asynccontextmanager
async def _redis_paused(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    async with cluster.redis_turn:
        with _frozen(cluster.redis):
            yield


@asynccontextmanager
async def _redis_cut(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    async with cluster.redis_turn:
        await cluster.end_redis_connections()
    yield


@asynccontextmanager
async def _postgres_killed(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    async with cluster.postgres_turn:
        await asyncio.to_thread(cluster.postgres.kill)
        try:
            yield
        finally:  # runs after this one need it too
            await asyncio.to_thread(cluster.postgres.start)


@asynccontextmanager
async def _postgres_paused(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    async with cluster.postgres_turn:
        with _frozen(cluster.postgres):
            yield


@asynccontextmanager
async def _postgres_cut(cluster: Cluster, _node: Node) -> AsyncIterator[None]:
    async with cluster.postgres_turn:
        await cluster.end_postgres_connections()
    yield


# ---------------------------------------------------------------- ways


@asynccontextmanager
async def _cut(
    others: Sequence[str], cluster: Cluster, node: Node, *, both: bool = True
) -> AsyncIterator[None]:
    """What `node` sends does not arrive there; with `both` it hears nothing from there either."""
    ways = [(node.id, other) for other in others]
    if both:
        ways += [(other, node.id) for other in others]
    for way in ways:
        cluster.network.cut(*way)
    try:
        yield
    finally:
        for way in ways:
            cluster.network.heal(*way)


_ALL = (HALL, REDIS, POSTGRES)

FAULTS: dict[str, Callable[[Cluster, Node], AbstractAsyncContextManager[None]]] = {
    "node killed": _node_killed,
    "node paused": _node_paused,
    "node cut off from all": partial(_cut, _ALL),
    "node cut off from people": partial(_cut, (HALL,)),
    "node cut off from Redis": partial(_cut, (REDIS,)),
    "node cut off from PostgreSQL": partial(_cut, (POSTGRES,)),
    "node not heard": partial(_cut, _ALL, both=False),
    "Redis killed": _redis_killed,
    "Redis paused": _redis_paused,
    "connections of Redis killed": _redis_cut,
    "PostgreSQL killed": _postgres_killed,
    "PostgreSQL paused": _postgres_paused,
    "connections of PostgreSQL killed": _postgres_cut,
}
