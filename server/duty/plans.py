"""The duty plans of all spaces in the database: every version is kept, the highest holds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, insert, select

from server.duty.plan import DutyPlan, StoredPlan, decode
from server.storage.database import Database
from server.storage.tables import duty_plans


class Plans:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, space: str) -> StoredPlan | None:
        found = await self._read(self._newest().where(duty_plans.c.space == space))
        return found[0] if found else None

    async def all_newest(self) -> list[StoredPlan]:
        """One per space that has any."""
        return await self._read(self._newest())

    async def version(self, space: str, version: int) -> StoredPlan | None:
        wanted = select(duty_plans).where(duty_plans.c.space == space, duty_plans.c.version == version)
        found = await self._read(wanted)
        return found[0] if found else None

    async def all_versions(self, space: str) -> list[StoredPlan]:
        """Oldest first."""
        return await self._read(
            select(duty_plans).where(duty_plans.c.space == space).order_by(duty_plans.c.version)
        )

    async def save(self, space: str, plan: DutyPlan, by: str, at: float) -> StoredPlan:
        """As the next version. A database error when somebody else saves at the same time."""
        async with self._database.writing() as connection:
            last = await connection.scalar(
                select(func.max(duty_plans.c.version)).where(duty_plans.c.space == space)
            )
            stored = StoredPlan(space, (last or 0) + 1, at, by, plan)
            await connection.execute(
                insert(duty_plans).values(
                    space=space, version=stored.version, at=at, by=by, body=msgspec.json.encode(plan)
                )
            )
        return stored

    def _newest(self) -> Any:
        last = (
            select(duty_plans.c.space, func.max(duty_plans.c.version).label("version"))
            .group_by(duty_plans.c.space)
            .subquery()
        )
        return select(duty_plans).join(
            last, (duty_plans.c.space == last.c.space) & (duty_plans.c.version == last.c.version)
        )

    async def _read(self, query: Any) -> list[StoredPlan]:
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [StoredPlan(row.space, row.version, row.at, row.by, decode(row.body)) for row in rows]
