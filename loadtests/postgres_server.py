"""A PostgreSQL of our own, with a cluster of databases that is thrown away. It counts statements if asked.

Nothing is made durable against a loss of power, and unless asked for nothing against a kill: that costs, and is not what
is measured here.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

LOOPBACK = "127.0.0.1"
USER = "postgres"
"""PostgreSQL refuses to run as root; the distribution's package makes this user for it."""
_INSTALLED = "/usr/lib/postgresql"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
}


class PostgresServer:
    """`statistics`: whether the extension pg_stat_statements can be created in its databases. `durable`: whether what
    was committed stands after a kill. `prefix` are words before the command, such as those that run it in another
    network namespace, where it is `host`.
    """

    def __init__(
        self,
        directory: Path,
        *,
        statistics: bool = False,
        durable: bool = False,
        host: str = LOOPBACK,
        prefix: tuple[str, ...] = (),
    ) -> None:
        self._directory = directory
        self._host, self._prefix = host, prefix
        self._settings = _SETTINGS | (
            {"shared_preload_libraries": "pg_stat_statements"} if statistics else {}
        )
        if durable:
            self._settings["synchronous_commit"] = "on"
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @classmethod
    @contextmanager
    def running(
        cls,
        *,
        statistics: bool = False,
        durable: bool = False,
        host: str = LOOPBACK,
        prefix: tuple[str, ...] = (),
    ) -> Iterator[Self]:
        """One that is there for the block, with nothing in it."""
        with TemporaryDirectory(prefix="studyhall-postgres-") as directory:
            if os.getuid() == 0:
                shutil.chown(directory, USER)
            server = cls(Path(directory), statistics=statistics, durable=durable, host=host, prefix=prefix)
            server.create()
            server.start()
            try:
                yield server
            finally:
                server.stop()

    def dsn(self, database: str = "postgres") -> str:
        """As `studyhall serve --database` takes it."""
        return f"postgresql://studyhall@{self._host}:{self.port}/{database}"

    def url(self, database: str = "postgres") -> str:
        """As SQLAlchemy takes it."""
        return self.dsn(database).replace("postgresql:", "postgresql+asyncpg:")

    def create(self) -> None:
        subprocess.run(
            [*_as_user(), _program("initdb"), "--pgdata", self._data, "--auth", "trust"]
            + ["--username", "studyhall", "--encoding", "UTF8", "--locale", "C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        if self._host != LOOPBACK:
            with (self._directory / "data" / "pg_hba.conf").open("a") as trusted:
                trusted.write("host all all samenet trust\n")

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in self._settings.items()]
        self._process = subprocess.Popen(
            [*self._prefix, *_as_user(), _program("postgres"), "-D", self._data]
            + ["-h", self._host, "-p", str(self.port)]
            + [f"-cunix_socket_directories={self._directory}", *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for whoever started us
        )
        ready = [_program("pg_isready"), "-q", "-h", self._host, "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None:
                raise RuntimeError("PostgreSQL does not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def _data(self) -> str:
        return str(self._directory / "data")


def _as_user() -> list[str]:
    """Words that become it, after those that only root may say."""
    return ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"] if os.getuid() == 0 else []


def _program(name: str) -> str:
    """The newest that is installed: Debian keeps most of them out of the path."""
    found = sorted(Path(_INSTALLED).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else name


class StatementCounts:
    """How often each statement ran on the whole server, as PostgreSQL itself counts (pg_stat_statements)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self) -> Counter[str]:
        """Statements with their constants left out, and their calls so far. Subtract an earlier reading."""
        rows = await self._connection.execute(
            text("SELECT query, sum(calls)::bigint FROM pg_stat_statements GROUP BY query")
        )
        return Counter({query: int(calls) for query, calls in rows})

    @staticmethod
    def about(counts: Counter[str], *tables: str) -> int:
        """Calls of statements that name one of these tables."""
        named = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:{'|'.join(tables)})\b", re.IGNORECASE)
        return sum(calls for query, calls in counts.items() if named.search(query))


@asynccontextmanager
async def counted(server: PostgresServer) -> AsyncIterator[StatementCounts]:
    """For a server that was made with `statistics`."""
    engine = create_async_engine(server.url(), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"))
            yield StatementCounts(connection)
    finally:
        await engine.dispose()
