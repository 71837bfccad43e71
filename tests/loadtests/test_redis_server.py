"""A Redis of our own answers once it was started, and has forgotten everything after a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.asyncio import Redis

from loadtests.redis_server import RedisServer

pytestmark = pytest.mark.anyio


async def test_what_was_killed_comes_back_empty_at_the_same_address(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    try:
        await server.start()
        async with Redis.from_url(server.url) as redis:
            await redis.set("key", "value")
        await server.kill()
        await server.start()
        async with Redis.from_url(server.url) as redis:
            assert await redis.get("key") is None
    finally:
        await server.kill()
