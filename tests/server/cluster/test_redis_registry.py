"""What Redis does to the registry that a contract for all registries cannot say."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.connection import Connection, ConnectionPool
from typing_extensions import override

from server.cluster.redis_registry import RedisRegistry
from signaling.cluster.registry import Standing, Unreachable
from tests.support.redis import RedisServer

pytestmark = pytest.mark.anyio


class ClosedMeanwhile(Connection):
    """`is_closed`: as under uvloop, when Redis was killed between two calls and the next one writes before anybody has
    noticed."""

    is_closed = False

    @override
    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if self.is_closed:
            raise RuntimeError(
                "unable to perform operation on <TCPTransport closed=True>; the handler is closed"
            )
        await super().send_packed_command(command, check_health)


@pytest.mark.row("F3")
async def test_a_line_that_was_closed_before_a_beat_leaves_the_node_alive(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = ConnectionPool.from_url(redis.url, connection_class=ClosedMeanwhile)
    async with Redis.from_pool(pool) as connected:
        registry, node = RedisRegistry(connected), Standing("node-1")
        await registry.beat(node, 2.0)
        monkeypatch.setattr(ClosedMeanwhile, "is_closed", True)
        with pytest.raises(Unreachable):
            await registry.beat(node, 2.0)
        monkeypatch.undo()
        assert [each.id for each in await registry.beat(node, 2.0)] == ["node-1"]
