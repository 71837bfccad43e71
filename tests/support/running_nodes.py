"""Whole servers that share a fresh database of a PostgreSQL and a Redis: one server to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.support.postgres import PostgresServer
from tests.support.running_server import ServerProcess, server_process


@asynccontextmanager
async def running_nodes(
    postgres: PostgresServer, redis: str, directory: Path, *options: str, count: int = 3
) -> AsyncIterator[list[ServerProcess]]:
    """`redis`: its URL. `options` of each node besides what all of them share."""
    async with AsyncExitStack() as stack:
        database = (await stack.enter_async_context(postgres.database())).replace("+asyncpg", "")
        shared = ("--database", database, "--redis", redis, *options)
        yield [
            await stack.enter_async_context(server_process(directory / f"node-{number}", *shared))
            for number in range(count)
        ]
