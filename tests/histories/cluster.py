"""Three nodes, a Redis and a PostgreSQL, each on a machine of its own of one network, and what can be done to them.

All of them are processes of ours, and ended by their ids. A node that ends by itself is started again only when a fault
ends that had killed it: until then it is missing, and noted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from loadtests.client import Client
from tests.chaos.history import Map
from tests.chaos.page import Page
from tests.histories.network import Network
from tests.histories.socket_line import SocketLine
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer, redis_server
from tests.support.running_server import ServerProcess

NODES = ("node-1", "node-2", "node-3")
REDIS = "redis"
POSTGRES = "postgres"
MACHINES = (*NODES, REDIS, POSTGRES)
TRIES = 5


class Node:
    """Implements `page.TakesPeople`. `turn` is held while a fault holds its process; `clients` are people's, by name."""

    def __init__(self, id: str, process: ServerProcess, address: str, clients: dict[str, Client]) -> None:
        self.id, self.process = id, process
        self.turn = asyncio.Lock()
        self.ended_by_itself = False
        self._address, self._clients = address, clients

    @property
    def origin(self) -> str:
        return f"http://{self._address}:{self.process.port}"

    def connect(
        self, page: Page, hear: Callable[[Map], None], over: Callable[[int | None], None]
    ) -> SocketLine:
        return SocketLine(self._clients[page.name], self.origin, hear, over)

    async def start(self) -> None:
        """As a service manager does it: one that ends because it reaches nobody is started again."""
        for attempt in range(1, TRIES + 1):
            try:
                await self.process.start()
            except (AssertionError, TimeoutError):
                await self.process.kill()
                if attempt == TRIES:
                    raise
            else:
                return

    async def kill(self) -> None:
        self.look()
        await self.process.kill()

    def look(self) -> None:
        self.ended_by_itself |= self.process.has_ended


class Cluster:
    """`url`: of the database, as SQLAlchemy takes it."""

    def __init__(
        self, network: Network, postgres: PostgresServer, redis: RedisServer, url: str, directory: Path
    ) -> None:
        self.network, self.postgres, self.redis, self.url = network, postgres, redis, url
        self.clients: dict[str, Client] = {}
        self.redis_turn, self.postgres_turn = asyncio.Lock(), asyncio.Lock()
        self.nodes = [self._node(name, directory) for name in NODES]

    def _node(self, name: str, directory: Path) -> Node:
        address = self.network.addresses[name]
        options = (
            "--host",
            address,
            "--database",
            self.url.replace("+asyncpg", ""),
            "--redis",
            self.redis.url,
        )
        process = ServerProcess(directory / name, arguments=options, prefix=self.network.prefix(name))
        return Node(name, process, address, self.clients)

    async def start(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for node in self.nodes:
                tasks.create_task(node.start())

    async def end(self) -> None:
        for node in self.nodes:
            await node.process.kill()

    async def end_redis_connections(self) -> None:
        async with Redis.from_url(self.redis.url) as redis:
            for kind in ("pubsub", "normal"):
                await redis.client_kill_filter(_type=kind, skipme=True)

    async def end_postgres_connections(self) -> None:
        engine = create_async_engine(self.url)
        try:
            async with engine.connect() as connection:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                await connection.execute(
                    text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
                )
        finally:
            await engine.dispose()


@asynccontextmanager
async def cluster(network: Network, postgres: PostgresServer, directory: Path) -> AsyncIterator[Cluster]:
    """On a fresh database and an empty Redis. No node runs yet; those that do at the end are killed."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres.database())
        redis = await stack.enter_async_context(
            redis_server(directory, network.addresses[REDIS], network.prefix(REDIS))
        )
        made = Cluster(network, postgres, redis, url, directory)
        stack.push_async_callback(made.end)
        yield made
