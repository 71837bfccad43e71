"""A PostgreSQL of our own on loopback: one for a run of tests, and a fresh database for each."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from server.app import open_database

USER = "postgres"
"""PostgreSQL refuses to run as root; the distribution's package makes this user for it."""
_INSTALLED = "/usr/lib/postgresql"
_SCHEMA = "newest_schema"
_FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
}


class PostgresServer:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._has_schema = False
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+asyncpg://studyhall@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        subprocess.run(
            [_program("initdb"), "--pgdata", self._data, "--auth", "trust", "--username", "studyhall"]
            + ["--encoding", "UTF8", "--locale", "C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=_user(),
        )

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in _FOR_TESTS.items()]
        self._process = subprocess.Popen(
            [_program("postgres"), "-D", self._data, "-h", "127.0.0.1", "-p", str(self.port)]
            + [f"-cunix_socket_directories={self._directory}", *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=_user(),
            start_new_session=True,  # Ctrl+C is for whoever started us
        )
        ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode != 0:
            assert self._process.poll() is None, "PostgreSQL does not start"

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def _data(self) -> str:
        return str(self._directory / "data")

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
    with TemporaryDirectory(prefix="studyhall-postgres-") as directory:
        if os.getuid() == 0:
            shutil.chown(directory, USER)
        server = PostgresServer(Path(directory))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _user() -> int | None:
    return pwd.getpwnam(USER).pw_uid if os.getuid() == 0 else None


def _program(name: str) -> str:
    """The newest that is installed: Debian keeps most of them out of the path."""
    found = sorted(Path(_INSTALLED).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else name
