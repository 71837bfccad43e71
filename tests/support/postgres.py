"""The load tests' PostgreSQL, which a test may freeze and kill: one for a run of tests, and a fresh database with the
newest schema for each.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from loadtests import postgres_server as servers
from server.app import open_database

KILLED_WITHIN = 10.0
_SCHEMA = "newest_schema"


class PostgresServer(servers.PostgresServer):
    def __init__(
        self,
        directory: Path,
        *,
        statistics: bool = False,
        durable: bool = False,
        host: str = servers.LOOPBACK,
        prefix: tuple[str, ...] = (),
    ) -> None:
        super().__init__(directory, statistics=statistics, durable=durable, host=host, prefix=prefix)
        self._numbers = count(1)
        self._has_schema = False

    def freeze(self) -> None:
        """The server and all that serve its connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9 of all of them. What was committed stands after `start` if the server is durable."""
        processes = self._signal(signal.SIGKILL)
        self.stop()
        psutil.wait_procs(processes, timeout=KILLED_WITHIN)  # they hold its memory

    def _signal(self, number: signal.Signals) -> list[psutil.Process]:
        assert self._process is not None
        server = psutil.Process(self._process.pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        return processes

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The URL of one with the newest schema and nothing in it, dropped at the end of the block."""
        name = f"test_{next(self._numbers)}"
        engine = create_async_engine(self.url(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
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
