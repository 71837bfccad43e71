"""What operators make of the rooms of a space, and who made what of them when: a change and its trail stand together.

Nothing is ever deleted: a room that is not wanted any more is archived, and can be taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.directory import row_of, spec_of
from server.storage.tables import room_changes, rooms
from signaling.ports import RoomSpec

ROOMS_IN_A_SPACE = 100
"""Beside the archived ones."""


class Changed(StrEnum):
    CREATED = "created"
    TITLE = "title"
    PURPOSE = "purpose"
    DAILY = "daily"
    ARCHIVED = "archived"
    ORDER = "order"  # of all rooms; told of the first that moved


class RoomChange(Struct, frozen=True):
    """`was` and `became` in the words of the wire: a title, a purpose, `on` or `off`, ids separated by blanks."""

    room: str
    at: float
    by: str
    what: Changed
    was: str
    became: str


class TooManyRooms(Exception):
    """The space has as many as it may have."""


class OtherRooms(Exception):
    """These are not the rooms of the space: somebody else has changed them."""


class RoomRecords:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, spec: RoomSpec, by: str, at: float) -> None:
        """After all others. Raises TooManyRooms, or a database error when the id is taken."""
        async with self._database.writing() as connection:
            await _one_more(connection, spec.space)
            last = await connection.scalar(
                select(func.max(rooms.c.position)).where(rooms.c.space == spec.space)
            )
            await connection.execute(insert(rooms).values(row_of(spec, -1 if last is None else last + 1)))
            became = " ".join((spec.kind, spec.purpose, *(["daily"] if spec.daily else [])))
            created = RoomChange(spec.id, at, by, Changed.CREATED, "", f"{became}: {spec.title}")
            await _note(connection, spec.space, [created])

    async def change(self, wanted: RoomSpec, by: str, at: float) -> RoomSpec:
        """Title, purpose, daily and archived of the room of this id, which exists. Raises TooManyRooms.

        What is so already is no change.
        """
        async with self._database.writing() as connection:
            before = spec_of((await connection.execute(select(rooms).where(rooms.c.id == wanted.id))).one())
            if before.archived and not wanted.archived:
                await _one_more(connection, wanted.space)
            changes = [
                RoomChange(wanted.id, at, by, what, was, became)
                for (what, was), (_, became) in zip(_said(before), _said(wanted), strict=True)
                if was != became
            ]
            await connection.execute(
                update(rooms)
                .where(rooms.c.id == wanted.id)
                .values(
                    title=wanted.title,
                    purpose=wanted.purpose,
                    daily=wanted.daily,
                    archived=wanted.archived,
                )
            )
            await _note(connection, wanted.space, changes)
        return wanted

    async def order(self, space: str, ids: Sequence[str], by: str, at: float) -> None:
        """All rooms of the space, archived ones too, as people shall see them. Raises OtherRooms."""
        async with self._database.writing() as connection:
            query = select(rooms.c.id).where(rooms.c.space == space).order_by(rooms.c.position, rooms.c.id)
            before = list(await connection.scalars(query))
            if sorted(before) != sorted(ids):
                raise OtherRooms
            if before == list(ids):
                return
            for position, id in enumerate(ids):
                await connection.execute(update(rooms).where(rooms.c.id == id).values(position=position))
            moved = next(id for id, other in zip(ids, before, strict=True) if id != other)
            ordered = RoomChange(moved, at, by, Changed.ORDER, " ".join(before), " ".join(ids))
            await _note(connection, space, [ordered])

    async def changes(self, space: str, limit: int) -> list[RoomChange]:
        """The newest, newest first."""
        query = (
            select(room_changes)
            .where(room_changes.c.space == space)
            .order_by(room_changes.c.number.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [
                RoomChange(row.room, row.at, row.by, Changed(row.what), row.was, row.became)
                for row in await connection.execute(query)
            ]


def _said(spec: RoomSpec) -> list[tuple[Changed, str]]:
    return [
        (Changed.TITLE, spec.title),
        (Changed.PURPOSE, spec.purpose),
        (Changed.DAILY, _on_off(spec.daily)),
        (Changed.ARCHIVED, _on_off(spec.archived)),
    ]


def _on_off(on: bool) -> str:
    return "on" if on else "off"


async def _one_more(connection: AsyncConnection, space: str) -> None:
    query = select(func.count()).select_from(rooms).where(rooms.c.space == space, ~rooms.c.archived)
    if (await connection.scalar(query) or 0) >= ROOMS_IN_A_SPACE:
        raise TooManyRooms


async def _note(connection: AsyncConnection, space: str, changes: Sequence[RoomChange]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "space": space,
            "room": change.room,
            "at": change.at,
            "by": change.by,
            "what": change.what,
            "was": change.was,
            "became": change.became,
        }
        for change in changes
    ]
    if rows:
        await connection.execute(insert(room_changes), rows)
