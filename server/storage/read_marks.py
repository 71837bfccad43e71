"""How far everybody has read in each room, in SQL: implements `signaling.ports.ReadMarks`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.tables import read_marks
from signaling.ports import ReadMark

Key = tuple[str, str]

_MOVE = (
    update(read_marks)
    .where(read_marks.c.person == bindparam("of_person"), read_marks.c.room == bindparam("of_room"))
    .values(message=bindparam("message"), important=bindparam("important"))
)


class SqlReadMarks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str, room: str) -> ReadMark:
        async with self._database.reading() as connection:
            kept = await _kept(connection, [(person, room)])
        return kept.get((person, room), ReadMark(person, room))

    async def advance(self, marks: Sequence[ReadMark]) -> None:
        wanted: dict[Key, ReadMark] = {}
        for mark in marks:
            wanted[mark.key] = wanted.get(mark.key, mark).up_to(mark)
        async with self._database.writing() as connection:
            kept = await _kept(connection, list(wanted))
            new = [_row(mark) for key, mark in wanted.items() if key not in kept]
            moved = [
                {"of_person": key[0], "of_room": key[1], **_row(mark.up_to(kept[key]))}
                for key, mark in wanted.items()
                if key in kept
            ]
            if new:
                await connection.execute(insert(read_marks), new)
            if moved:
                await connection.execute(_MOVE, moved)


async def _kept(connection: AsyncConnection, keys: list[Key]) -> dict[Key, ReadMark]:
    rows = await connection.execute(
        select(read_marks).where(tuple_(read_marks.c.person, read_marks.c.room).in_(keys))
    )
    return {(row.person, row.room): ReadMark(*row) for row in rows}


def _row(mark: ReadMark) -> dict[str, Any]:
    return {
        "person": mark.person,
        "room": mark.room,
        "message": mark.message,
        "important": mark.important,
    }
