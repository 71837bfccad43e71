"""Opens the database and hands out transactions. Knows the dialects' differences so that nobody else does.

SQLite runs in WAL mode with `synchronous=FULL`: a commit that returned survives a power cut. Its transactions begin
explicitly: writers with BEGIN IMMEDIATE, because a read transaction that turns into a write may be refused
(SQLITE_BUSY_SNAPSHOT) instead of waiting its turn. What is written all the time is one function and goes to a thread
once (`transact`): the asyncio driver goes there several times for each statement, which costs more than the statements.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)
"""What any statement may raise when the database is ill: drivers raise OSError for a server that is not there."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
_WRITES = "studyhall_writes"
_ALONE = 0x5D7D_4A11
"""The number by which our processes know each other's lock."""

T = TypeVar("T")


class Database:
    """One pool of connections. `close` it before the event loop ends.

    `lock_seconds`: how long SQLite waits for another process that writes, before it is an error.
    """

    def __init__(self, url: URL | str, lock_seconds: float = 5.0) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            hide_parameters=True,  # an error's text goes to the log, and parameters hold what people wrote
            **_engine_options(url, lock_seconds),
        )
        if self.dialect == "sqlite":
            _speak_sqlite(self._engine.sync_engine)
        # SQLite has one writer, and lets those who wait try by chance: in a crowd some would wait for ever.
        self._turn = asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        self._writing_engine = self._engine.execution_options(**{_WRITES: True})
        self._thread = _WritingThread(url, lock_seconds) if self.dialect == "sqlite" else None

    @classmethod
    def in_directory(cls, directory: Path, lock_seconds: float = 5.0) -> Database:
        """The embedded database of a data directory; created, readable by its owner only, when it is not there."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = directory / "studyhall.sqlite3"
        # The file holds the signing key: it must never exist, not even for a moment, with wider permissions.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _switch_to_wal(path, lock_seconds)
        return cls(URL.create("sqlite+aiosqlite", database=str(path)), lock_seconds)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection whose statements see one consistent state."""
        return self._engine.connect()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, rolled back when the block raises."""
        async with self._turn, self._writing_engine.begin() as connection:
            yield connection

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """`work` as a transaction: committed when it returns, rolled back when it raises. It may run on another thread."""
        if self._thread is None:
            async with self.writing() as connection:
                return await connection.run_sync(work)
        async with self._turn:
            return await self._thread.transact(work)

    async def answers(self) -> bool:
        """Raises one of DATABASE_ERRORS when it does not."""
        async with self.reading() as connection:
            return bool(await connection.scalar(text("SELECT 1")))

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """As `writing`, and no other process is in such a block meanwhile: for what is made once, at the first start."""
        async with self.writing() as connection:
            if self.dialect == "postgresql":  # SQLite has one writer anyway
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})
            yield connection

    async def close(self) -> None:
        if self._thread is not None:
            self._thread.close()
        await self._engine.dispose()


class _WritingThread:
    """A connection of its own to an SQLite file."""

    def __init__(self, url: URL | str, lock_seconds: float) -> None:
        self._engine = create_engine(
            make_url(url).set(drivername="sqlite"), hide_parameters=True, **_engine_options(url, lock_seconds)
        )
        _speak_sqlite(self._engine)
        self._connection: Connection | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite-writer")

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Who is cancelled is let go when the transaction is over, so that nothing is written behind their back."""
        result = asyncio.get_running_loop().run_in_executor(self._executor, self._transact, work)
        try:
            return await asyncio.shield(result)
        except asyncio.CancelledError:
            await asyncio.wait([result])
            raise

    def close(self) -> None:
        self._executor.shutdown()
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(**{_WRITES: True})
        with self._connection.begin():
            return work(self._connection)


def asyncpg_url(url: str) -> str:
    """What people write, postgresql://user:password@host/name, with our driver. Raises ValueError for anything else."""
    scheme, separator, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres") or not separator or not rest:
        raise ValueError("postgresql://user:password@host:port/name")
    return f"postgresql+asyncpg://{rest}"


def _engine_options(url: URL | str, lock_seconds: float) -> dict[str, Any]:
    if str(url).startswith("sqlite"):
        return {"connect_args": {"isolation_level": None, "timeout": lock_seconds}}
    return {"pool_pre_ping": True}


def _switch_to_wal(path: Path, lock_seconds: float) -> None:
    """Once per file, which remembers it. SQLite does not wait for others here, so two first starts need this loop."""
    deadline = time.monotonic() + lock_seconds
    with closing(sqlite3.connect(path, timeout=lock_seconds)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(0.01)


def _speak_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
