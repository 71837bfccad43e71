"""How the database is opened: durable, private, and whole transactions only."""

from __future__ import annotations

import asyncio
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from server.storage.database import DATABASE_ERRORS, Database
from server.storage.tables import rooms, spaces

pytestmark = pytest.mark.anyio


async def test_a_commit_survives_a_power_cut_and_readers_never_wait(database: Database) -> None:
    async with database.reading() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 5000]


async def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    database = Database.in_directory(tmp_path / "new" / "data")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE t (x)"))
    for file in (tmp_path / "new" / "data").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700
    await database.close()


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add_spaces(database, "a", "a")
    async with database.reading() as connection:
        assert (await connection.execute(select(spaces))).all() == []


async def test_a_room_without_a_space_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add_room(database, "nowhere")


async def test_a_reader_sees_the_state_before_a_writer_that_has_not_committed(database: Database) -> None:
    async with database.writing() as writer:
        await writer.execute(insert(spaces).values(id="a", title="A", created_at=0.0))
        async with database.reading() as reader:
            assert (await reader.execute(select(spaces))).all() == []
    async with database.reading() as reader:
        assert len((await reader.execute(select(spaces))).all()) == 1


@pytest.mark.row("S17")
async def test_an_error_does_not_repeat_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused:
        await add_spaces(database, "what-somebody-wrote", "what-somebody-wrote")
    assert "what-somebody-wrote" not in str(refused.value)


async def add_spaces(database: Database, *ids: str) -> None:
    async with database.writing() as connection:
        for space in ids:
            await connection.execute(insert(spaces).values(id=space, title=space, created_at=0.0))


async def add_room(database: Database, space: str) -> None:
    row = {"id": "r", "space": space, "title": "", "kind": "zone", "position": 0}
    async with database.writing() as connection:
        await connection.execute(insert(rooms).values(**row))


async def test_a_database_that_is_there_answers(database: Database) -> None:
    assert await database.answers()


async def test_a_database_that_is_not_there_raises_what_everybody_expects(tmp_path: Path) -> None:
    others = set(threading.enumerate())
    gone = Database(f"sqlite+aiosqlite:///{tmp_path}/nowhere/at.all")
    with pytest.raises(DATABASE_ERRORS):
        await gone.answers()
    await gone.close()
    for driver in set(threading.enumerate()) - others:  # which says its last word to this event loop
        await asyncio.to_thread(driver.join)


async def test_in_a_crowd_of_writers_everybody_has_a_turn(tmp_path: Path) -> None:
    """With less patience for others' locks than all of them take together."""
    crowded = Database.in_directory(tmp_path, lock_seconds=0.01)
    async with crowded.writing() as connection:
        await connection.execute(text("CREATE TABLE came (number INTEGER)"))

    async def come(number: int) -> None:
        async with crowded.writing() as connection:
            await connection.execute(text("INSERT INTO came VALUES (:number)"), {"number": number})

    await asyncio.gather(*(come(number) for number in range(200)))
    async with crowded.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM came")) == 200
    await crowded.close()


async def test_a_function_is_a_transaction(database: Database) -> None:
    def add(*ids: str) -> Callable[[Connection], int]:
        def work(connection: Connection) -> int:
            for space in ids:
                connection.execute(insert(spaces).values(id=space, title=space, created_at=0.0))
            return len(ids)

        return work

    assert await database.transact(add("a", "b")) == 2
    with pytest.raises(IntegrityError):
        await database.transact(add("c", "a"))
    async with database.reading() as connection:
        assert sorted(await connection.scalars(select(spaces.c.id))) == ["a", "b"]


async def test_whoever_is_cancelled_is_let_go_when_the_transaction_is_over(database: Database) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait()
        connection.execute(insert(spaces).values(id="late", title="", created_at=0.0))

    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(database.transact(work))
        await begun.wait()
        writing.cancel()
        loop.call_soon(go_on.set)
    async with database.reading() as connection:
        assert await connection.scalar(select(spaces.c.id)) == "late"
