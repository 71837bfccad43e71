"""Group commit: shared transactions, separate answers, and a database that fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text, update

from rooms.chat.terms import MessagePosted
from server.app import open_database
from server.storage.commit import Append, GroupCommit
from server.storage.database import Database
from server.storage.event_log import SqlEventLog, open_event_log
from server.storage.tables import streams
from signaling.ports import NotSaved, StaleEpoch

pytestmark = pytest.mark.anyio


@pytest.fixture
async def log(database: Database) -> AsyncIterator[SqlEventLog]:
    async with open_event_log(database) as opened:
        yield opened


def posted(number: int, body: str = "hello") -> MessagePosted:
    return MessagePosted(
        at=1.0, id=number, author="ada", author_name="Ada", cid=f"cid-{number:08}", body=body
    )


@asynccontextmanager
async def full_disk(database: Database) -> AsyncIterator[None]:
    """No page can be added to the database by who writes the log."""
    await database.transact(partial(_limit_pages, 1))
    yield
    await database.transact(partial(_limit_pages, 1_000_000))


def _limit_pages(pages: int, connection: Connection) -> None:
    connection.execute(text(f"PRAGMA max_page_count={pages}"))


@pytest.mark.row("F5")
async def test_a_full_disk_refuses_all_that_wait_and_the_log_recovers(
    log: SqlEventLog, database: Database
) -> None:
    epochs = {name: await log.acquire(name) for name in ("one", "two")}
    async with full_disk(database):
        outcomes = await asyncio.gather(
            *(log.append(name, epoch, 0, [posted(1, "x" * 50_000)]) for name, epoch in epochs.items()),
            return_exceptions=True,
        )
    assert [type(outcome) for outcome in outcomes] == [NotSaved, NotSaved]
    for name, epoch in epochs.items():
        assert await log.read(name, 0, 10) == []
        await log.append(name, epoch, 0, [posted(1)])
        assert [entry.event for entry in await log.read(name, 0, 10)] == [posted(1)]


@pytest.mark.row("F5")
async def test_a_database_that_somebody_else_holds_locked_is_not_saved(tmp_path: Path) -> None:
    async with open_database(tmp_path) as other:
        database = Database.in_directory(tmp_path, lock_seconds=0.02)
        async with open_event_log(database) as log:
            epoch = await log.acquire("room")
            async with other.writing():
                with pytest.raises(NotSaved):
                    await log.append("room", epoch, 0, [posted(1)])
                with pytest.raises(NotSaved):
                    await log.acquire("room")
            await log.append("room", epoch, 0, [posted(1)])
            assert len(await log.read("room", 0, 10)) == 1
        await database.close()


async def test_an_append_that_the_database_itself_refuses_costs_its_neighbours_nothing(
    log: SqlEventLog,
) -> None:
    """The same message id twice in a stream: no room does that, and `admit` does not look for it."""
    epochs = {name: await log.acquire(name) for name in ("good", "bad", "fine")}
    await log.append("bad", epochs["bad"], 0, [posted(1)])
    again = MessagePosted(at=1.0, id=1, author="ada", author_name="Ada", cid="another-cid", body="again")
    outcomes = await asyncio.gather(
        log.append("good", epochs["good"], 0, [posted(1)]),
        log.append("bad", epochs["bad"], 1, [again]),
        log.append("fine", epochs["fine"], 0, [posted(1)]),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), StaleEpoch, type(None)]
    assert [len(await log.read(name, 0, 10)) for name in epochs] == [1, 1, 1]
    assert [message.body for message in await log.messages("bad", None, 10)] == ["hello"]


@pytest.mark.row("F6")
async def test_the_database_refuses_a_second_entry_of_one_number_whatever_the_head_says(
    log: SqlEventLog, database: Database
) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [posted(1)])
    async with database.writing() as connection:
        await connection.execute(update(streams).values(head=0))
    with pytest.raises(StaleEpoch):
        await log.append("room", epoch, 0, [posted(2)])
    assert [entry.event for entry in await log.read("room", 0, 10)] == [posted(1)]


async def test_many_appends_at_once_share_a_transaction(log: SqlEventLog) -> None:
    epochs = {f"room-{n}": await log.acquire(f"room-{n}") for n in range(50)}
    with counted_commits() as commits:
        await asyncio.gather(*(log.append(name, epoch, 0, [posted(1)]) for name, epoch in epochs.items()))
    assert 1 <= len(commits) <= 2


@contextmanager
def counted_commits() -> Iterator[list[Connection]]:
    commits: list[Connection] = []

    def count(connection: Connection) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", count)
    yield commits
    event.remove(Engine, "commit", count)


async def test_whoever_waits_when_the_log_closes_hears_that_nothing_was_saved(database: Database) -> None:
    commit = GroupCommit(database)  # and nobody runs it

    async def close() -> None:
        commit.close()

    outcomes = await asyncio.gather(
        commit.append(Append("room", 1, 0, [], [], [])), close(), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [NotSaved, type(None)]


async def test_a_closed_log_saves_nothing(database: Database) -> None:
    async with open_event_log(database) as log:
        epoch = await log.acquire("room")
    with pytest.raises(NotSaved):
        await log.append("room", epoch, 0, [posted(1)])
