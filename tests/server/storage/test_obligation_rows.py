"""The rows of what is owed: what can be counted without reading bodies, and each level of the ladder once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, select

from rooms.obligations.events import ObligationClaimed, ObligationsEvent
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.tables import escalations, obligations
from tests.support.owed import answered, escalated, opened, reopened

pytestmark = pytest.mark.anyio


async def tell(database: Database, *events: ObligationsEvent, stream: str = "zone") -> None:
    async with open_event_log(database) as log:
        epoch = await log.acquire(stream)
        await log.append(stream, epoch, len(await log.read(stream, 0, 1000)), events)


async def rows(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.reading() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


async def test_the_columns_follow_the_obligation(database: Database) -> None:
    claimed = ObligationClaimed(at=30.0, id=1, asker="ada", by="tess", by_name="Tess", until=330.0)
    await tell(database, opened(1), claimed, escalated(1, 50), stream="zone--3")
    (row,) = await rows(database, obligations)
    body = row.pop("body")
    assert body
    assert row == {
        "stream": "zone--3",
        "id": 1,
        "home": "zone",
        "class": "question",
        "state": "open",
        "cycle": 1,
        "asker": "ada",
        "owner": "tess",
        "level": 50,
        "opened_at": 1.0,
        "due_at": 901.0,
        "acked_at": None,
        "closed_at": None,
    }
    await tell(database, answered(1, 60.0), stream="zone--3")
    (row,) = await rows(database, obligations)
    assert (row["state"], row["due_at"], row["acked_at"], row["closed_at"]) == ("answered", None, 60.0, 60.0)
    await tell(database, reopened(1, 70.0), stream="zone--3")
    (row,) = await rows(database, obligations)
    assert (row["state"], row["asker"], row["closed_at"]) == ("open", "ada", None)


async def test_a_level_is_to_be_notified_once_however_often_it_is_reached(database: Database) -> None:
    await tell(database, opened(1), escalated(1, 50), escalated(1, 50, at=501.0))
    await tell(database, escalated(1, 50, at=600.0), escalated(1, 100, at=600.0))
    await tell(database, escalated(1, 50, cycle=2, at=700.0))
    assert [
        (row["number"], row["cycle"], row["target"], row["level"], row["at"], row["handled"])
        for row in await rows(database, escalations)
    ] == [
        (1, 1, "first", 50, 500.0, False),
        (2, 1, "first", 100, 600.0, False),
        (3, 2, "first", 50, 700.0, False),
    ]


async def test_the_same_obligation_of_another_room_is_another_one(database: Database) -> None:
    for stream in ("zone", "qa"):
        await tell(database, opened(1), escalated(1, 50), stream=stream)
    assert [row["stream"] for row in await rows(database, escalations)] == ["zone", "qa"]
    assert len(await rows(database, obligations)) == 2
