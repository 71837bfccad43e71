"""Uploaded files that every node finds: in the database that they share, in chunks, and on a node's disk once it needed them.

A file never changes, because its id says what is in it: so the copy on the disk is as good, and may be lost at any time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.cluster_tables import file_chunks, files
from server.storage.database import Database
from server.storage.files import (
    LARGEST_FILE,
    SPACE_BYTES,
    FileRefused,
    Files,
    StoredFile,
    id_of,
    is_id,
    whole,
)
from server.storage.tables import spaces

CHUNK_BYTES = 256 * 1024


class SharedFiles:
    """Implements `server.storage.files.FileStore`. `disk` is this node's own."""

    def __init__(
        self, database: Database, disk: Files, largest: int = LARGEST_FILE, space_bytes: int = SPACE_BYTES
    ) -> None:
        self._database, self._disk = database, disk
        self._largest, self._space_bytes = largest, space_bytes

    async def store(self, space: str, name: str, content: AsyncIterator[bytes]) -> StoredFile:
        data = await whole(content, self._largest)
        id = await asyncio.to_thread(id_of, name, data)
        async with self._database.writing() as connection:
            # One upload of a space after the other, so that no two take the same room.
            await connection.execute(
                select(spaces.c.id).where(spaces.c.id == space).with_for_update(key_share=True)
            )
            if not await _is_there(connection, space, id):
                await self._account(connection, space, len(data))
                await _keep(connection, space, id, data)
        await asyncio.to_thread(self._disk.put, space, id, data)
        return StoredFile(id, len(data))

    async def find(self, space: str, id: str) -> Path | None:
        path = self._disk.path(space, id)
        if path is not None or not is_id(id):
            return path
        query = (
            select(file_chunks.c.body)
            .where(file_chunks.c.space == space, file_chunks.c.file == id)
            .order_by(file_chunks.c.number)
        )
        async with self._database.reading() as connection:
            data = b"".join(await connection.scalars(query))
        return await asyncio.to_thread(self._disk.put, space, id, data) if data else None

    async def _account(self, connection: AsyncConnection, space: str, size: int) -> None:
        used = await connection.scalar(
            select(func.coalesce(func.sum(files.c.size), 0)).where(files.c.space == space)
        )
        if int(used or 0) + size > self._space_bytes:
            raise FileRefused("no_space")


async def _is_there(connection: AsyncConnection, space: str, id: str) -> bool:
    query = select(files.c.id).where(files.c.space == space, files.c.id == id)
    return (await connection.execute(query)).first() is not None


async def _keep(connection: AsyncConnection, space: str, id: str, data: bytes) -> None:
    await connection.execute(insert(files).values(space=space, id=id, size=len(data)))
    await connection.execute(
        insert(file_chunks),
        [
            {"space": space, "file": id, "number": number, "body": data[start : start + CHUNK_BYTES]}
            for number, start in enumerate(range(0, len(data), CHUNK_BYTES))
        ],
    )
