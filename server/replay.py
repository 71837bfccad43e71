"""`studyhall replay`: prints a room's life from its log, one line per event, and what became of it at the end.

It reads the database only, so it may run beside the server. Field names are the log's own, in English.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import msgspec

from rooms.room import Room
from server.app import open_database
from server.storage.event_log import open_event_log
from signaling.ports import EventLog, LogEntry

READ_AT_ONCE = 500
_SELF_EVIDENT = ("t", "at")


async def replay(where: Path | str, room: str, show: Callable[[str], None]) -> Room:
    """Show every event of the room; the room as its log leaves it. `where`: as `open_database` takes it."""
    replayed = Room()
    async with open_database(where) as database, open_event_log(database) as log:
        async for entry in entries(log, room):
            replayed.apply(entry.event)
            show(line(entry))
    return replayed


async def entries(log: EventLog, room: str) -> AsyncIterator[LogEntry]:
    """The whole log of a room, in order."""
    after = 0
    while page := await log.read(room, after, READ_AT_ONCE):
        for entry in page:
            yield entry
        after = page[-1].seq


def line(entry: LogEntry) -> str:
    """`seq  time  event  field=value ...`, with the time of this machine's zone."""
    built = msgspec.to_builtins(entry.event)
    when = datetime.fromtimestamp(entry.event.at).astimezone().isoformat(sep=" ", timespec="milliseconds")
    fields = " ".join(
        f"{name}={msgspec.json.encode(value).decode()}"
        for name, value in built.items()
        if name not in _SELF_EVIDENT and value not in (None, "", [], {})
    )
    return f"{entry.seq:>7}  {when}  {built['t']:<18}  {fields}"
