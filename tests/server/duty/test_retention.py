"""What is old is forgotten, a little at a time, and nothing that still matters."""

from __future__ import annotations

import asyncio
import logging

import pytest
from msgspec.structs import replace
from sqlalchemy import Table, func, insert, select, text, update

from server.duty.deliveries import SENT
from server.duty.notices import SqlNotices
from server.duty.retention import (
    AT_ONCE,
    DAY,
    LINKS_KEPT,
    LOOKED_AT_EVERY,
    RETRY_SECONDS,
    SECONDS_BETWEEN,
    Keep,
    Retention,
)
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.notice_tables import email_links, tidings
from server.storage.tables import deliveries, escalations, notices
from tests.server.duty.planned import settled
from tests.server.duty.test_notices import DRAFT
from tests.server.duty.watched_clock import WatchedClock
from tests.support.owed import escalated, opened

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

KEEP = Keep(notices=90, deliveries=30)


@pytest.fixture
async def board(database: Database, clock: WatchedClock) -> SqlNotices:
    await settled(database)
    return SqlNotices(database, clock.now)


async def counts(database: Database, *tables: Table) -> list[int]:
    async with database.reading() as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def settle(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(update(deliveries).values(state=SENT))


async def forgotten(retention: Retention) -> int:
    passes = 0
    while await retention.forget():
        passes += 1
    return passes


async def test_tidings_go_with_notices_and_links_when_nobody_counts_them(
    board: SqlNotices, database: Database, clock: WatchedClock
) -> None:
    long_ago = clock.now() - KEEP.notices * DAY - 1
    async with open_event_log(database) as log:
        await log.acquire("zone")
    tiding = {"stream": "zone", "kind": "message", "subject": 1, "by": "tess"}
    link = {"person": "ada", "email": "ada@school.example", "spent": False}
    async with database.writing() as connection:
        for at, handled in ((long_ago, True), (long_ago, False), (clock.now(), True)):
            await connection.execute(insert(tidings).values(**tiding, at=at, handled=handled))
        for id, at in (("old", clock.now() - LINKS_KEPT - 1), ("new", clock.now() - DAY)):
            await connection.execute(insert(email_links).values(**link, id=id, at=at))
    await forgotten(Retention(database, KEEP, clock))
    assert await counts(database, tidings, email_links) == [2, 1]


async def test_deliveries_go_after_a_month_and_notices_after_three(
    board: SqlNotices, database: Database, clock: WatchedClock
) -> None:
    retention = Retention(database, KEEP, clock)
    await board.give([replace(DRAFT, at=clock.now())])
    await settle(database)
    for days, left in ((29, [1, 2]), (31, [1, 0]), (89, [1, 0]), (91, [0, 0])):
        begin = clock.now()
        clock.advance(days * DAY)
        await forgotten(retention)
        assert await counts(database, notices, deliveries) == left, days
        clock.advance(begin - clock.now())


async def test_what_must_still_be_sent_stays_as_long_as_its_notice(
    board: SqlNotices, database: Database, clock: WatchedClock
) -> None:
    await board.give([replace(DRAFT, at=clock.now())])
    clock.advance(60 * DAY)
    assert await forgotten(Retention(database, KEEP, clock)) == 0
    assert await counts(database, notices, deliveries) == [1, 2]
    clock.advance(60 * DAY)
    assert await forgotten(Retention(database, KEEP, clock)) == 1
    assert await counts(database, notices, deliveries) == [0, 0]


async def test_escalations_go_when_they_were_dealt_with(database: Database, clock: WatchedClock) -> None:
    now = clock.now()
    async with open_event_log(database) as log:
        epoch = await log.acquire("zone")
        await log.append(
            "zone", epoch, 0, [opened(1, now), escalated(1, 50, at=now), escalated(1, 100, at=now)]
        )
    async with database.writing() as connection:
        await connection.execute(update(escalations).where(escalations.c.level == 50).values(handled=True))
    clock.advance(91 * DAY)
    await forgotten(Retention(database, KEEP, clock))
    async with database.reading() as connection:
        assert list(await connection.scalars(select(escalations.c.level))) == [100]


async def test_much_is_forgotten_in_bounded_steps(
    board: SqlNotices, database: Database, clock: WatchedClock
) -> None:
    many = [replace(DRAFT, obligation=id, at=clock.now(), addresses=()) for id in range(1, AT_ONCE + 2)]
    await board.give(many)
    clock.advance(91 * DAY)
    retention = Retention(database, KEEP, clock)
    assert await retention.forget() == AT_ONCE
    assert await counts(database, notices) == [1]
    assert (await retention.forget(), await retention.forget()) == (1, 0)


async def test_it_comes_back_a_few_times_a_day_and_soon_after_a_failure(
    board: SqlNotices, database: Database, clock: WatchedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await board.give([replace(DRAFT, at=clock.now())])
    clock.advance(91 * DAY)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Retention(database, KEEP, clock).run())
        await clock.until_armed(clock.now() + SECONDS_BETWEEN)
        assert await counts(database, notices) == [0]
        clock.advance(SECONDS_BETWEEN)
        await clock.until_armed(clock.now() + LOOKED_AT_EVERY)
        async with database.writing() as connection:
            await connection.execute(text("ALTER TABLE notices RENAME TO elsewhere"))
        with caplog.at_level(logging.CRITICAL):
            clock.advance(LOOKED_AT_EVERY)
            await clock.until_armed(clock.now() + RETRY_SECONDS)
        running.cancel()
