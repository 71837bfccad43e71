"""The one secret from which every other is derived: made at the first start, kept in the database."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from server.storage.database import Database
from server.storage.tables import signing_keys


async def signing_key(database: Database, at: float) -> bytes:
    """32 random bytes, the same at every start and for every node of this database."""
    newest = select(signing_keys.c.secret).order_by(signing_keys.c.id.desc()).limit(1)
    async with database.alone() as connection:
        stored: bytes | None = await connection.scalar(newest)
        if stored is not None:
            return stored
        made = secrets.token_bytes(32)
        await connection.execute(insert(signing_keys).values(id=1, secret=made, created_at=at))
        return made
