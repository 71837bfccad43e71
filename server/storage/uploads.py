"""Who has sent which file: they may fetch it before it is in any message, and when it is in none any more."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from server.storage.database import Database
from server.storage.tables import uploads


class Uploads:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, space: str, file: str, person: str) -> None:
        """Again changes nothing."""
        if await self.is_by(space, file, person):
            return
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(uploads).values(space=space, file=file, person=person))
        except IntegrityError:
            return  # sent twice at the same time

    async def is_by(self, space: str, file: str, person: str) -> bool:
        query = select(uploads.c.file).where(
            uploads.c.space == space, uploads.c.file == file, uploads.c.person == person
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None
