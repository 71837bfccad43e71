"""The load tests' PostgreSQL: one for a run of tests, and a fresh database with the newest schema for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from loadtests import postgres_server as servers
from server.app import open_database

_SCHEMA = "newest_schema"


class PostgresServer(servers.PostgresServer):
    def __init__(self, directory: Path, *, statistics: bool = False) -> None:
        super().__init__(directory, statistics=statistics)
        self._numbers = count(1)
        self._has_schema = False

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The URL of one with the newest schema and nothing in it, dropped at the end of the block."""
        name = f"test_{next(self._numbers)}"
        engine = create_async_engine(self.url(), isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                if not self._has_schema:
                    await connection.execute(text(f"CREATE DATABASE {_SCHEMA}"))
                    async with open_database(self.url(_SCHEMA)):
                        self._has_schema = True
                await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_SCHEMA}"))
            yield self.url(name)
            async with engine.connect() as connection:
                await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        finally:
            await engine.dispose()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    with PostgresServer.running() as server:
        yield server
