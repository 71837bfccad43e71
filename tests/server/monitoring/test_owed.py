"""What is owed over all rooms, from the database."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.obligations.terms import ObligationClass
from server.monitoring.owed import KEPT_SECONDS, Owed
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from signaling.ports import RoomSpec
from tests.server.monitoring.samples import told
from tests.support.clock import ManualClock
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio

DUE = 902.0
"""When what was opened at 2 is due, a second after what was opened at 1."""


@pytest.fixture
async def zone(database: Database) -> None:
    """Two questions wait in a sub-room of it, a third was answered."""
    spec = RoomSpec("zone", "main", "Questions", RoomKind.ZONE)
    await SqlDirectory(database).create_space("main", "Academy", 0.0, [spec])
    async with open_event_log(database) as log:
        epoch = await log.acquire("zone--3")
        await log.append("zone--3", epoch, 0, [opened(1), opened(2), opened(3), answered(3, 60.0)])


@pytest.mark.usefixtures("zone")
async def test_what_waits_and_what_is_late_is_counted_by_class(database: Database) -> None:
    now = DUE
    owed = Owed(database, lambda: now)
    seen = told(await owed.look())
    assert seen["studyhall_obligations_open", "question"] == 2
    assert seen["studyhall_obligations_overdue", "question"] == 2
    assert seen["studyhall_obligations_oldest_seconds", "question"] == DUE - 1
    assert seen["studyhall_obligations_open", "hand"] == 0
    now = DUE + 60
    assert told(await owed.look())["studyhall_obligations_most_overdue_seconds", "question"] == 61


@pytest.mark.usefixtures("zone")
async def test_nothing_is_overdue_before_its_time(database: Database) -> None:
    seen = told(await Owed(database, lambda: DUE - 2).look())
    assert seen["studyhall_obligations_overdue", "question"] == 0
    assert seen["studyhall_obligations_most_overdue_seconds", "question"] == 0


async def test_every_class_is_told_also_while_nobody_waits(database: Database, clock: ManualClock) -> None:
    seen = told(await Owed(database, clock.now).look())
    assert {labels[1] for labels in seen} == {class_.value for class_ in ObligationClass}
    assert set(seen.values()) == {0}


@pytest.mark.usefixtures("zone")
async def test_the_database_is_asked_at_most_every_few_seconds(database: Database) -> None:
    now = 10.0
    owed = Owed(database, lambda: now)
    first = await owed.look()
    now += KEPT_SECONDS / 2
    assert await owed.look() is first
    now += KEPT_SECONDS
    assert await owed.look() is not first
