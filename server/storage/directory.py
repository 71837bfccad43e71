"""Which spaces and rooms exist: implements `signaling.ports.Directory`. Who is in a room is the room's business.

What operators change of it, and the trail of that, is `room_records.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from rooms.kinds import Purpose, RoomKind
from server.storage.database import Database
from server.storage.tables import rooms, spaces
from signaling.ports import RoomSpec
from signaling.room_ids import SEPARATOR

LONGEST_ID = 60


class SqlDirectory:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def room(self, room: str) -> RoomSpec | None:
        found = await self._specs(select(rooms).where(rooms.c.id == room))
        return found[0] if found else None

    async def rooms(self, space: str) -> list[RoomSpec]:
        query = select(rooms).where(rooms.c.space == space).order_by(rooms.c.position, rooms.c.id)
        return await self._specs(query)

    async def daily_rooms(self) -> list[RoomSpec]:
        """Of all spaces: those that begin anew every day and are not archived."""
        return await self._specs(select(rooms).where(rooms.c.daily, ~rooms.c.archived).order_by(rooms.c.id))

    async def space_title(self, space: str) -> str | None:
        """None when there is no such space."""
        async with self._database.reading() as connection:
            title: str | None = await connection.scalar(select(spaces.c.title).where(spaces.c.id == space))
        return title

    async def create_space(
        self, space: str, title: str, at: float, rooms_in_order: Sequence[RoomSpec]
    ) -> None:
        """A space with its first rooms, all or none. A database error when one of the ids is taken.

        Raises ValueError for an id that could be a sub-room's, or leaves no room for the id of one.
        """
        for spec in rooms_in_order:
            if SEPARATOR in spec.id or len(spec.id) > LONGEST_ID:
                raise ValueError(f"{spec.id} cannot be the id of a room")
        async with self._database.writing() as connection:
            await connection.execute(insert(spaces).values(id=space, title=title, created_at=at))
            await connection.execute(
                insert(rooms), [row_of(spec, position) for position, spec in enumerate(rooms_in_order)]
            )

    async def _specs(self, query: Any) -> list[RoomSpec]:
        async with self._database.reading() as connection:
            return [spec_of(row) for row in await connection.execute(query)]


def row_of(spec: RoomSpec, position: int) -> dict[str, Any]:
    return {
        "id": spec.id,
        "space": spec.space,
        "title": spec.title,
        "kind": spec.kind,
        "position": position,
        "purpose": spec.purpose,
        "daily": spec.daily,
        "archived": spec.archived,
    }


def spec_of(row: Any) -> RoomSpec:
    return RoomSpec(
        row.id,
        row.space,
        row.title,
        RoomKind(row.kind),
        purpose=Purpose(row.purpose),
        daily=row.daily,
        archived=row.archived,
    )
