"""Duties to look after somebody: one is open per member, with an owner or none, until somebody says what came of it.

Who may see them is decided elsewhere: TAs and operators, and nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, select, update

from community.struggling import Sign, Struggling
from server.storage.database import Database
from server.storage.learner_tables import struggle_duties

_signs: msgspec.json.Decoder[dict[Sign, int]] = msgspec.json.Decoder(dict[Sign, int])


class StruggleDuty(Struct, frozen=True, kw_only=True):
    """About `person`, who last was in trouble in `room`. `owner` is empty while nobody has it. UTC seconds."""

    number: int
    person: str
    room: str
    signs: dict[Sign, int]
    opened_at: float
    owner: str
    snoozed_until: float | None
    done_at: float | None
    done_by: str
    note: str


class Struggles:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, space: str) -> list[StruggleDuty]:
        """Oldest first."""
        columns = struggle_duties.c
        query = select(struggle_duties).where(columns.space == space, columns.done_at.is_(None))
        return await self._duties(query.order_by(columns.number))

    async def done(self, space: str, limit: int) -> list[StruggleDuty]:
        """The newest, newest first."""
        columns = struggle_duties.c
        query = select(struggle_duties).where(columns.space == space, columns.done_at.is_not(None))
        return await self._duties(query.order_by(columns.done_at.desc(), columns.number.desc()).limit(limit))

    async def last_done(self, space: str) -> dict[str, float]:
        """By person: when somebody last had looked after them."""
        columns = struggle_duties.c
        query = (
            select(columns.person, func.max(columns.done_at))
            .where(columns.space == space, columns.done_at.is_not(None))
            .group_by(columns.person)
        )
        async with self._database.reading() as connection:
            return {person: at for person, at in await connection.execute(query)}

    async def is_of(self, space: str, number: int) -> bool:
        """Whether there is such a duty, open or done."""
        columns = struggle_duties.c
        query = select(columns.number).where(columns.space == space, columns.number == number)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).one_or_none() is not None

    async def add(self, space: str, found: Struggling, at: float) -> None:
        """Nobody's. A database error if there is an open one about them."""
        values = {
            "space": space,
            "person": found.member,
            "room": found.room,
            "signs": msgspec.json.encode(found.signs),
            "opened_at": at,
            "owner": "",
            "done_by": "",
            "note": "",
        }
        async with self._database.writing() as connection:
            await connection.execute(insert(struggle_duties).values(values))

    async def told_again(self, number: int, found: Struggling) -> None:
        """There are other signs by now."""
        await self._change(number, room=found.room, signs=msgspec.json.encode(found.signs))

    async def give(self, number: int, owner: str) -> bool:
        """Whether it was open, as with every change."""
        return await self._change(number, owner=owner)

    async def snooze(self, number: int, until: float) -> bool:
        return await self._change(number, snoozed_until=until)

    async def finish(self, number: int, by: str, at: float, note: str) -> bool:
        return await self._change(number, done_at=at, done_by=by, note=note)

    async def _change(self, number: int, **values: Any) -> bool:
        columns = struggle_duties.c
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(struggle_duties)
                .where(columns.number == number, columns.done_at.is_(None))
                .values(values)
            )
        return bool(changed.rowcount)

    async def _duties(self, query: Any) -> list[StruggleDuty]:
        async with self._database.reading() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
        return [
            StruggleDuty(
                number=row.number,
                person=row.person,
                room=row.room,
                signs=_signs.decode(row.signs),
                opened_at=row.opened_at,
                owner=row.owner,
                snoozed_until=row.snoozed_until,
                done_at=row.done_at,
                done_by=row.done_by,
                note=row.note,
            )
            for row in rows
        ]
