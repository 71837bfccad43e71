"""The implementations of each port: every one must pass the suite of its port.

One joins by an entry in `LOGS` or `REGISTRIES`: its name, and an async context manager that gives an empty one; or by a
parameter of its fixture.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from server.app import open_database
from server.cluster.connecting import connected
from server.cluster.redis_registry import RedisRegistry
from server.storage.event_log import open_event_log
from server.storage.read_marks import SqlReadMarks
from signaling.cluster.memory_registry import MemoryRegistry
from signaling.cluster.registry import Registry
from signaling.memory_log import MemoryLog
from signaling.memory_marks import MemoryReadMarks
from signaling.ports import EventLog, ReadMarks
from tests.support.clock import ManualClock
from tests.support.databases import opened
from tests.support.postgres import PostgresServer
from tests.support.redis import redis_server

OpenLog = Callable[[Path], AbstractAsyncContextManager[EventLog]]


@asynccontextmanager
async def sql_log(directory: Path) -> AsyncIterator[EventLog]:
    async with open_database(directory) as database, open_event_log(database) as log:
        yield log


@asynccontextmanager
async def postgres_log(server: PostgresServer) -> AsyncIterator[EventLog]:
    async with server.database() as url, open_database(url) as database, open_event_log(database) as log:
        yield log


@asynccontextmanager
async def memory_log(_directory: Path) -> AsyncIterator[EventLog]:
    yield MemoryLog()


LOGS: dict[str, OpenLog] = {"sqlite": sql_log, "memory": memory_log}


@pytest.fixture(params=["postgres", *sorted(LOGS)])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
    opening: AbstractAsyncContextManager[EventLog] = (
        postgres_log(request.getfixturevalue("postgres"))
        if request.param == "postgres"
        else LOGS[request.param](tmp_path)
    )
    async with opening as opened:
        yield opened


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def marks(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ReadMarks]:
    if request.param == "memory":
        yield MemoryReadMarks()
    else:
        async with opened(request, tmp_path) as database:
            yield SqlReadMarks(database)


Expire = Callable[[float], Awaitable[None]]
"""Let so many seconds pass, as the registry counts them."""
OpenRegistry = Callable[[Path], AbstractAsyncContextManager[tuple[Registry, Expire]]]


@asynccontextmanager
async def memory_registry(_directory: Path) -> AsyncIterator[tuple[Registry, Expire]]:
    clock = ManualClock()

    async def expire(seconds: float) -> None:
        clock.advance(seconds)

    yield MemoryRegistry(clock), expire


@asynccontextmanager
async def redis_registry(directory: Path) -> AsyncIterator[tuple[Registry, Expire]]:
    async with redis_server(directory) as server, connected(server.url) as redis:

        async def expire(seconds: float) -> None:
            """As Redis counts time, which nobody moves by hand."""
            end = (await redis.time())[0] + (await redis.time())[1] / 1e6 + seconds
            while (moment := await redis.time())[0] + moment[1] / 1e6 <= end:
                pass

        yield RedisRegistry(redis), expire


REGISTRIES: dict[str, OpenRegistry] = {"memory": memory_registry, "redis": redis_registry}


@pytest.fixture(params=sorted(REGISTRIES))
async def any_registry(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Registry, Expire]]:
    async with REGISTRIES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def registry(any_registry: tuple[Registry, Expire]) -> Registry:
    return any_registry[0]


@pytest.fixture
def expire(any_registry: tuple[Registry, Expire]) -> Expire:
    return any_registry[1]
