"""What PostgreSQL saw of the log: a trigger of ours notes for each entry by which machine it was written, and when.

So who owned an epoch is not taken from what nodes say of themselves. The log is read in the end, by its own reader.
"""

from __future__ import annotations

from msgspec import to_builtins
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from rooms.room import Room
from rooms.visibility import audience_of
from server.storage.database import Database
from server.storage.event_log import open_event_log
from signaling.ports import LogEntry
from tests.chaos.history import Entry, History, Wrote
from tests.chaos.page import Page

_ALL = 1_000_000
_TRIGGER = (
    "CREATE TABLE witnessed (stream text, seq bigint, epoch bigint, address text, at double precision)",
    """CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO witnessed VALUES (NEW.stream, NEW.seq, NEW.epoch, host(inet_client_addr()),
                                     extract(epoch FROM clock_timestamp()));
       RETURN NULL; END $$""",
    "CREATE TRIGGER witness AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION witness()",
)


async def watch(url: str) -> None:
    """From now on. The database has its schema already."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in _TRIGGER:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def wrote(url: str, machines: dict[str, str]) -> list[Wrote]:
    """In the order in which it was written. `machines`: names by address."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            rows = await connection.execute(
                text("SELECT stream, seq, epoch, address, at FROM witnessed ORDER BY at, seq")
            )
            return [
                Wrote(at, stream, machines[address], epoch, seq, 1)
                for stream, seq, epoch, address, at in rows
            ]
    finally:
        await engine.dispose()


async def keep_logs(history: History, url: str, rooms: tuple[str, ...], pages: list[Page]) -> None:
    """The log as it stands in the end, and what it alone would show to everybody."""
    database = Database(url)
    try:
        async with open_event_log(database) as log:
            for room in rooms:
                entries = await log.read(room, 0, _ALL)
                history.logs[room] = [
                    Entry(each.epoch, each.seq, to_builtins(each.event)) for each in entries
                ]
                replayed = _replayed(entries)
                history.replayed[room] = {
                    page.name: to_builtins(replayed.snapshot(audience_of(page.name, page.role)))
                    for page in pages
                }
    finally:
        await database.close()


def _replayed(entries: list[LogEntry]) -> Room:
    replayed = Room()
    for entry in entries:
        replayed.apply(entry.event)
    return replayed
