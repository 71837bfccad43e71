"""PostgreSQL itself says who wrote what: only what was committed, each entry once, with its epoch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from server.storage.database import Database
from server.storage.event_log import SqlEventLog, open_event_log
from signaling.ports import StaleEpoch
from tests.chaos.history import History, Wrote
from tests.chaos.rules import writing
from tests.histories import witness
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.anyio

HERE = {"127.0.0.1": "here"}


@asynccontextmanager
async def watched(url: str) -> AsyncIterator[SqlEventLog]:
    await witness.watch(url)
    database = Database(url)
    try:
        async with open_event_log(database) as log:
            yield log
    finally:
        await database.close()


def opened(title: str) -> RoomOpened:
    return RoomOpened(at=1.0, kind=RoomKind.QA, title=title)


async def test_each_entry_is_noted_with_its_epoch_and_the_machine_that_wrote_it(
    postgres: PostgresServer,
) -> None:
    async with postgres.database() as url:
        async with watched(url) as log:
            first = await log.acquire("qa")
            await log.append("qa", first, 0, [opened("one"), opened("two")])
            second = await log.acquire("qa")
            await log.append("qa", second, 2, [opened("three")])
        noted = await witness.wrote(url, HERE)
        assert [(each.room, each.node, each.epoch, each.first, each.count) for each in noted] == [
            ("qa", "here", first, 1, 1),
            ("qa", "here", first, 2, 1),
            ("qa", "here", second, 3, 1),
        ]


async def test_what_the_log_refuses_is_not_noted(postgres: PostgresServer) -> None:
    async with postgres.database() as url:
        async with watched(url) as log:
            overtaken = await log.acquire("qa")
            await log.acquire("qa")
            with pytest.raises(StaleEpoch):
                await log.append("qa", overtaken, 0, [opened("late")])
        assert await witness.wrote(url, HERE) == []


async def test_the_log_is_kept_as_it_stands_in_the_end_and_agrees_with_the_witness(
    postgres: PostgresServer,
) -> None:
    history = History(1)
    async with postgres.database() as url:
        async with watched(url) as log:
            epoch = await log.acquire("qa")
            await log.append("qa", epoch, 0, [opened("one")])
        await witness.keep_logs(history, url, ("qa",), [])
        history.happened += await witness.wrote(url, HERE)
    assert [(entry.epoch, entry.seq, entry.event["title"]) for entry in history.logs["qa"]] == [
        (epoch, 1, "one")
    ]
    assert list(writing.what_was_written_stands(history)) == []


def test_two_machines_in_one_epoch_are_two_owners() -> None:
    noted = [Wrote(1.0, "qa", "node-1", 3, 1, 1), Wrote(2.0, "qa", "node-2", 3, 2, 1)]
    assert list(writing.an_epoch_has_one_owner(History(1, happened=[*noted])))
