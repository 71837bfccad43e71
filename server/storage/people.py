"""Who was let in, with which name and role, and which invites let people in. Secrets are stored hashed only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from rooms.roles import Role
from server.storage.database import Database
from server.storage.tables import invites, people


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is empty until the person chose one."""

    id: str
    space: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Admission:
    """What an invite gives: a role in a space."""

    space: str
    role: Role


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, person: Person, at: float) -> None:
        await self._write(
            insert(people).values(
                id=person.id, space=person.space, name=person.name, role=person.role, created_at=at
            )
        )

    async def find(self, person: str) -> Person | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(people).where(people.c.id == person))).one_or_none()
        return Person(row.id, row.space, row.name, Role(row.role)) if row else None

    async def with_roles(self, space: str, roles: Sequence[Role]) -> list[str]:
        """Their ids, in the order in which they came."""
        query = select(people.c.id).where(people.c.space == space, people.c.role.in_(roles))
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(people.c.created_at, people.c.id)))

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those that there are."""
        query = select(people.c.id, people.c.name).where(people.c.id.in_(list(ids)))
        async with self._database.reading() as connection:
            return {row.id: row.name for row in await connection.execute(query)}

    async def update(self, person: Person) -> None:
        """Store the name and role of today."""
        await self._write(
            update(people).where(people.c.id == person.id).values(name=person.name, role=person.role)
        )

    async def add_invite(self, secret_hash: bytes, admission: Admission, at: float) -> None:
        """Once per secret; again changes nothing."""
        if await self.admission(secret_hash) is None:
            await self._write(
                insert(invites).values(
                    secret_hash=secret_hash, space=admission.space, role=admission.role, created_at=at
                )
            )

    async def admission(self, secret_hash: bytes) -> Admission | None:
        """None when no invite has this secret."""
        query = select(invites.c.space, invites.c.role).where(invites.c.secret_hash == secret_hash)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Admission(row.space, Role(row.role)) if row else None

    async def _write(self, statement: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(statement)
