"""What only the SQL log does; what every log does is in `tests/contracts/test_event_log.py`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import msgpack
import pytest
from sqlalchemy import func, select, text

from rooms.chat.terms import MessagePosted
from server.app import open_database
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.tables import events, messages, streams
from tests.support.running_server import ROOT

pytestmark = pytest.mark.anyio

WRITER = """
import asyncio, sys
from pathlib import Path
from rooms.chat.terms import MessagePosted
from server.app import open_database
from server.storage.event_log import open_event_log

async def write(log, stream, epoch):
    for number in range(1, 1_000_000):
        event = MessagePosted(at=1.0, id=number, author="ada", author_name="A", cid=f"cid-{number:08}", body="x" * 200)
        await log.append(stream, epoch, number - 1, [event])
        print(stream, number, flush=True)

async def main():
    async with open_database(Path(sys.argv[1])) as database, open_event_log(database) as log:
        async with asyncio.TaskGroup() as tasks:
            for stream in ("one", "two", "three"):
                tasks.create_task(write(log, stream, await log.acquire(stream)))

asyncio.run(main())
"""


@pytest.mark.row("F2")
async def test_whatever_was_acknowledged_is_there_after_kill_9_and_the_rest_is_whole(tmp_path: Path) -> None:
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    acknowledged: dict[str, int] = {}
    for _ in range(60):
        stream, number = (await writer.stdout.readline()).decode().split()
        acknowledged[stream] = int(number)
    writer.send_signal(signal.SIGKILL)
    for line in (await writer.stdout.read()).decode().splitlines(keepends=True):
        if line.endswith("\n"):
            stream, number = line.split()
            acknowledged[stream] = int(number)
    await writer.wait()

    async with open_database(tmp_path) as database, open_event_log(database) as log:
        assert await integrity(database) == "ok"
        for stream, last in acknowledged.items():
            entries = await log.read(stream, 0, 1_000_000)
            assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            assert len(entries) >= last
            assert await counts(database, stream) == (len(entries), len(entries), len(entries))


async def integrity(database: Database) -> str:
    async with database.reading() as connection:
        found = await connection.execute(text("PRAGMA integrity_check"))
        return str(found.scalar())


async def counts(database: Database, stream: str) -> tuple[int, int, int]:
    """Entries, messages of the read model, and the head: all of one transaction, so all the same."""
    async with database.reading() as connection:
        found = [
            await connection.scalar(select(func.count()).select_from(table).where(table.c.stream == stream))
            for table in (events, messages)
        ]
        head = await connection.scalar(select(streams.c.head).where(streams.c.stream == stream))
    return int(found[0] or 0), int(found[1] or 0), int(head or 0)


async def test_an_event_stored_by_the_version_before_is_read_with_defaults(database: Database) -> None:
    """`author_kind` came later than the first messages: a log without it must replay."""
    async with open_event_log(database) as log:
        epoch = await log.acquire("room")
        posted = MessagePosted(at=1.0, id=1, author="ada", author_name="Ada", cid="cid-0001", body="hello")
        await log.append("room", epoch, 0, [posted])
        async with database.writing() as connection:
            stored = await connection.scalar(select(events.c.body))
            assert b"author_kind" in (stored or b"")
            older = _without(stored or b"", "author_kind")
            await connection.execute(events.update().values(body=older))
        assert [entry.event for entry in await log.read("room", 0, 10)] == [posted]


def _without(body: bytes, field: str) -> bytes:
    event = msgpack.unpackb(body)
    del event[field]
    return bytes(msgpack.packb(event))
