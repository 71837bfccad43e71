"""What the tests of the server share: a database of their own, a clock moved by hand, a media bridge, and a running server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.media_bridge import MediaBridge
from server.serving import Announcement
from server.storage.database import Database
from tests.server.media_school import RecordingLink, School
from tests.support.clock import ManualClock
from tests.support.databases import opened
from tests.support.running_server import quiet, server_here


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_marked = metafunc.definition.get_closest_marker("both_databases") is not None
    if is_marked and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """The embedded one; for what is marked `both_databases`, that and the one that nodes share."""
    async with opened(request, tmp_path / "data") as found:
        yield found


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Announcement]:
    async with server_here(quiet(tmp_path / "data")) as running:
        yield running


@pytest.fixture
def link() -> RecordingLink:
    return RecordingLink()


@pytest.fixture
def bridge(clock: ManualClock, link: RecordingLink) -> MediaBridge:
    made = MediaBridge(clock)
    made.connect(link)
    return made


@pytest.fixture
def school(bridge: MediaBridge, clock: ManualClock) -> School:
    """A study room whose entries go to the bridge."""
    return School(bridge, clock)
