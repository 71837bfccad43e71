"""Files that nodes share: what was refused stands nowhere, and no two uploads take the last room together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.app import open_database
from server.storage.cluster_tables import file_chunks, files
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.files import FileRefused, Files, StoredFile
from server.storage.shared_files import SharedFiles
from tests.support.memory_ports import STUDY
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.anyio


async def _bytes(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def kept(database: Database) -> tuple[int, int]:
    async with database.reading() as connection:
        counts = [
            await connection.scalar(select(func.count()).select_from(table)) for table in (files, file_chunks)
        ]
    return counts[0] or 0, counts[1] or 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("page.html", b"<html><script>alert(1)</script></html>", "unknown_type"),
        ("large.txt", b"x" * 101, "too_large"),
        ("full.txt", b"x" * 60, "no_space"),
    ],
)
async def test_what_is_not_taken_stands_nowhere(
    database: Database, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    shared = SharedFiles(database, Files(tmp_path / "disk"), largest=100, space_bytes=50)
    with pytest.raises(FileRefused) as refused:
        await shared.store("main", name, _bytes(content))
    assert refused.value.code == code
    assert await kept(database) == (0, 0)
    assert not (tmp_path / "disk").exists()


async def test_a_copy_that_was_lost_with_its_disk_comes_again(database: Database, tmp_path: Path) -> None:
    shared = SharedFiles(database, Files(tmp_path / "disk"))
    stored = await shared.store("main", "a.txt", _bytes(b"a" * 10))
    path = await shared.find("main", stored.id)
    assert path is not None
    path.unlink()
    assert await shared.find("main", stored.id) == path
    assert path.read_bytes() == b"a" * 10


async def test_two_nodes_do_not_take_the_last_room_together(postgres: PostgresServer, tmp_path: Path) -> None:
    async with (
        postgres.database() as url,
        open_database(url) as here,
        open_database(url) as there,
    ):
        await SqlDirectory(here).create_space("main", "School", 1.0, [STUDY])
        nodes = [SharedFiles(each, Files(tmp_path), space_bytes=100) for each in (here, there)]

        async def store(number: int) -> StoredFile | FileRefused:
            content = f"{number:02}".encode() * 20
            try:
                return await nodes[number % 2].store("main", f"{number}.txt", _bytes(content))
            except FileRefused as refused:
                return refused

        outcomes = await asyncio.gather(*map(store, range(8)))
        assert len([each for each in outcomes if isinstance(each, StoredFile)]) == 2
        assert await kept(here) == (2, 2)
