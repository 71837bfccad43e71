"""Nodes that share one Redis and one PostgreSQL, all of them our own and on loopback, for a block."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from loadtests.postgres_server import PostgresServer, StatementCounts, counted
from loadtests.redis_server import RedisServer
from loadtests.target import Target, serving


@dataclass
class Nodes:
    """`running` in the order of starting; who is killed is taken out. `statements` of all of them together."""

    statements: StatementCounts
    options: tuple[str, ...]
    directory: Path
    stack: contextlib.AsyncExitStack
    running: list[Target] = field(default_factory=list)

    async def start(self) -> Target:
        """One more."""
        data = self.directory / f"node-{len(self.running)}"
        node = await self.stack.enter_async_context(serving(data, *self.options))
        self.running.append(node)
        return node

    def kill(self, node: Target) -> None:
        """kill -9, with its media process, as a machine that is gone."""
        self.running.remove(node)
        for pid in (node.web, node.media):
            os.kill(pid, signal.SIGKILL)


@contextlib.asynccontextmanager
async def shared_nodes() -> AsyncIterator[Nodes]:
    """None runs yet."""
    async with contextlib.AsyncExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="studyhall-nodes-")))
        postgres = stack.enter_context(PostgresServer.running(statistics=True))
        redis = RedisServer(directory)
        stack.push_async_callback(redis.kill)
        await redis.start()
        statements = await stack.enter_async_context(counted(postgres))
        options = ("--database", postgres.dsn(), "--redis", redis.url)
        yield Nodes(statements, options, directory, stack)
