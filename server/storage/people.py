"""Who was let in, with which name and role, and which invites let people in. Secrets are stored hashed only.

Nobody is deleted: who was shut out, and an invite that was revoked, keep their rows, so that what they did keeps names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from rooms.roles import STAFF, Role
from server.storage.database import Database
from server.storage.tables import invites, people

IS_STAFF = people.c.role.in_(list(STAFF)) & people.c.shut_out_at.is_(None)


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is empty until the person chose one. `invite`: hash of the one that gave the role, None if none did.

    `role_given`: by an operator, so that no invite gives another one.
    """

    id: str
    space: str
    name: str
    role: Role
    invite: bytes | None = None
    role_given: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as a list tells of them. `since`: when they got their role."""

    id: str
    name: str
    role: Role
    since: float


@dataclass(frozen=True, slots=True)
class Admission:
    """What an invite gives: a role in a space."""

    space: str
    role: Role


@dataclass(frozen=True, slots=True)
class Invite:
    """One that lets people in. `came`: how many have their role by it."""

    secret_hash: bytes
    role: Role
    created_at: float
    came: int


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, person: Person, at: float) -> None:
        await self._write(
            insert(people).values(
                id=person.id,
                space=person.space,
                name=person.name,
                role=person.role,
                invite=person.invite,
                role_given=person.role_given,
                created_at=at,
            )
        )

    async def find(self, person: str) -> Person | None:
        """None also for somebody who was shut out."""
        query = select(people).where(people.c.id == person, people.c.shut_out_at.is_(None))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Person(row.id, row.space, row.name, Role(row.role), row.invite, row.role_given)

    async def with_roles(self, space: str, roles: Sequence[Role]) -> list[str]:
        """Their ids, in the order in which they came."""
        query = (
            select(people.c.id)
            .where(people.c.space == space, people.c.role.in_(roles), people.c.shut_out_at.is_(None))
            .order_by(people.c.created_at, people.c.id)
        )
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))

    async def members(self, space: str, roles: Sequence[Role]) -> list[Member]:
        """Everybody with one of these roles, in the order in which they came."""
        since = func.coalesce(people.c.role_at, people.c.created_at).label("since")
        query = (
            select(people.c.id, people.c.name, people.c.role, since)
            .where(people.c.space == space, people.c.role.in_(roles), people.c.shut_out_at.is_(None))
            .order_by(people.c.created_at, people.c.id)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [Member(row.id, row.name, Role(row.role), row.since) for row in rows]

    async def staff_among(self, space: str, ids: Iterable[str]) -> set[str]:
        """Those of them who are staff of this space now."""
        query = select(people.c.id).where(people.c.space == space, people.c.id.in_(list(ids)), IS_STAFF)
        async with self._database.reading() as connection:
            return set(await connection.scalars(query))

    async def roles_among(self, space: str, ids: Iterable[str]) -> dict[str, Role]:
        """Of those of them who may come to this space now."""
        query = select(people.c.id, people.c.role).where(
            people.c.space == space, people.c.id.in_(list(ids)), people.c.shut_out_at.is_(None)
        )
        async with self._database.reading() as connection:
            return {row.id: Role(row.role) for row in await connection.execute(query)}

    async def roles(self, ids: Iterable[str]) -> dict[str, Role]:
        """Of those of them who may come to their space now."""
        query = select(people.c.id, people.c.role).where(
            people.c.id.in_(list(ids)), people.c.shut_out_at.is_(None)
        )
        async with self._database.reading() as connection:
            return {row.id: Role(row.role) for row in await connection.execute(query)}

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those that there are."""
        query = select(people.c.id, people.c.name).where(people.c.id.in_(list(ids)))
        async with self._database.reading() as connection:
            return {row.id: row.name for row in await connection.execute(query)}

    async def joined_at(self, person: str) -> float:
        """When they first came; they must be known."""
        query = select(people.c.created_at).where(people.c.id == person)
        async with self._database.reading() as connection:
            at: float = (await connection.execute(query)).scalar_one()
        return at

    async def update(self, person: Person, role_at: float | None = None) -> None:
        """Store the name and role of today. `role_at`: since when they have another role than before."""
        values = {
            "name": person.name,
            "role": person.role,
            "invite": person.invite,
            "role_given": person.role_given,
            **({} if role_at is None else {"role_at": role_at}),
        }
        await self._write(update(people).where(people.c.id == person.id).values(values))

    async def shut_out(self, person: str, at: float) -> None:
        await self._write(update(people).where(people.c.id == person).values(shut_out_at=at))

    # ------------------------------------------------------------ invites

    async def add_invite(self, secret_hash: bytes, admission: Admission, at: float) -> None:
        """Once per secret; again changes nothing, and a revoked one stays revoked."""
        query = select(invites.c.space).where(invites.c.secret_hash == secret_hash)
        async with self._database.reading() as connection:
            is_known = (await connection.execute(query)).one_or_none() is not None
        if is_known:
            return
        invite = {"secret_hash": secret_hash, "space": admission.space, "role": admission.role}
        try:
            await self._write(insert(invites).values(**invite, created_at=at))
        except IntegrityError:
            if (
                await self.admission(secret_hash) != admission
            ):  # another process did not add it at this moment
                raise

    async def admission(self, secret_hash: bytes) -> Admission | None:
        """None when no invite has this secret, or it was revoked."""
        query = select(invites.c.space, invites.c.role).where(
            invites.c.secret_hash == secret_hash, invites.c.revoked_at.is_(None)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Admission(row.space, Role(row.role)) if row else None

    async def invites(self, space: str) -> list[Invite]:
        """Those that let people in, newest first."""
        came = (
            select(people.c.invite, func.count().label("count"))
            .where(people.c.shut_out_at.is_(None))
            .group_by(people.c.invite)
            .subquery()
        )
        query = (
            select(invites, func.coalesce(came.c.count, 0).label("came"))
            .outerjoin(came, came.c.invite == invites.c.secret_hash)
            .where(invites.c.space == space, invites.c.revoked_at.is_(None))
            .order_by(invites.c.created_at.desc(), invites.c.secret_hash)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [Invite(row.secret_hash, Role(row.role), row.created_at, row.came) for row in rows]

    async def revoke(self, space: str, secret_hash: bytes, at: float) -> list[str] | None:
        """It lets nobody in any more, and shuts out who has their role by it: their ids. None: there is no such invite."""
        is_meant = (invites.c.secret_hash == secret_hash) & (invites.c.space == space)
        came = (people.c.invite == secret_hash) & people.c.shut_out_at.is_(None)
        async with self._database.writing() as connection:
            revoked = await connection.execute(
                update(invites).where(is_meant, invites.c.revoked_at.is_(None)).values(revoked_at=at)
            )
            if revoked.rowcount == 0:
                return None
            gone = await connection.execute(
                update(people).where(came).values(shut_out_at=at).returning(people.c.id)
            )
            return list(gone.scalars())

    async def _write(self, statement: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(statement)
