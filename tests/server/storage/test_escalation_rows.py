"""What somebody must be told of: each once, and not at all once somebody has looked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.storage.database import Database
from server.storage.escalation_rows import HELD_MESSAGE, HELD_QUESTION, escalate, escalation, settle
from server.storage.event_log import open_event_log
from server.storage.tables import escalations

pytestmark = pytest.mark.anyio


async def unhandled(database: Database) -> list[tuple[int, str]]:
    columns = escalations.c
    query = select(columns.obligation, columns.target).where(columns.handled.is_(False))
    async with database.reading() as connection:
        return sorted((row.obligation, row.target) for row in await connection.execute(query))


async def test_each_is_written_once_and_settled_alone(database: Database) -> None:
    async with open_event_log(database) as log:
        await log.acquire("zone")
    one, other = (escalation("zone", 1, target, 9.0) for target in (HELD_MESSAGE, HELD_QUESTION))
    async with database.writing() as connection:
        await connection.run_sync(escalate, [])
        await connection.run_sync(escalate, [one, one])
        await connection.run_sync(escalate, [one, other])
    assert await unhandled(database) == [(1, HELD_MESSAGE), (1, HELD_QUESTION)]
    async with database.writing() as connection:
        await connection.run_sync(settle, "zone", 1, HELD_MESSAGE)
        await connection.run_sync(settle, "study", 1, HELD_QUESTION)
    assert await unhandled(database) == [(1, HELD_QUESTION)]
    async with database.writing() as connection:
        await connection.run_sync(escalate, [one])
    assert await unhandled(database) == [(1, HELD_QUESTION)]
