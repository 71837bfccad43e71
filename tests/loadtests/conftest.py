"""A real server for the load tests' own tests, as a process of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from loadtests.target import Target, own_server
from tests.support.running_server import ServerProcess


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    """With media, on loopback."""
    async with own_server() as target:
        yield target


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """One that a test may kill and start again at the same port."""
    process = ServerProcess(tmp_path / "data")
    await process.start()
    yield process
    await process.stop()
