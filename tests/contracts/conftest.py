"""The implementations of each port: every one must pass the suite of its port.

An event log joins by an entry in `LOGS`: its name, and an async context manager that gives an empty log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from server.app import open_database
from server.storage.event_log import open_event_log
from signaling.memory_log import MemoryLog
from signaling.ports import EventLog

OpenLog = Callable[[Path], AbstractAsyncContextManager[EventLog]]


@asynccontextmanager
async def sql_log(directory: Path) -> AsyncIterator[EventLog]:
    async with open_database(directory) as database, open_event_log(database) as log:
        yield log


@asynccontextmanager
async def memory_log(_directory: Path) -> AsyncIterator[EventLog]:
    yield MemoryLog()


LOGS: dict[str, OpenLog] = {"sql": sql_log, "memory": memory_log}


@pytest.fixture(params=sorted(LOGS))
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
    async with LOGS[request.param](tmp_path) as opened:
        yield opened
