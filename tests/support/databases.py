"""The databases on which every store keeps its promises: the embedded one, and what nodes share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.app import open_database
from server.storage.database import Database


@asynccontextmanager
async def opened(request: pytest.FixtureRequest, directory: Path) -> AsyncIterator[Database]:
    """An empty one with the newest schema, as the fixture's parameter says: `sqlite` in the directory, or `postgres`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        async with open_database(directory) as database:
            yield database
    else:
        async with request.getfixturevalue("postgres").database() as url, open_database(url) as database:
            yield database
