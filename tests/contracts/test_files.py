"""What every store of files promises: kept once per space under what it contains, found by whoever shares the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from server.app import open_database
from server.storage.files import FileRefused, Files, FileStore
from server.storage.shared_files import CHUNK_BYTES, SharedFiles

pytestmark = pytest.mark.anyio

SPACE_BYTES = 4 * CHUNK_BYTES


class Rig(NamedTuple):
    """`beside`: the next process, or another node, with a disk of its own if the store is shared."""

    files: FileStore
    beside: Callable[[], FileStore]


@asynccontextmanager
async def shared(where: Path | str, disks: Path) -> AsyncIterator[Rig]:
    async with open_database(where) as here, open_database(where) as there:
        yield Rig(
            SharedFiles(here, Files(disks / "here"), space_bytes=SPACE_BYTES),
            lambda: SharedFiles(there, Files(disks / "there"), space_bytes=SPACE_BYTES),
        )


@pytest.fixture(params=["disk", "sqlite", "postgres"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    match request.param:
        case "disk":
            yield Rig(
                Files(tmp_path, space_bytes=SPACE_BYTES), lambda: Files(tmp_path, space_bytes=SPACE_BYTES)
            )
        case "sqlite":
            async with shared(tmp_path, tmp_path) as made:
                yield made
        case _:
            async with (
                request.getfixturevalue("postgres").database() as url,
                shared(url, tmp_path) as made,
            ):
                yield made


async def _bytes(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def test_what_was_stored_is_found_by_its_id_whole_also_from_beside(rig: Rig) -> None:
    content = b"0123456789abcdef" * (CHUNK_BYTES // 16) * 2 + b"the rest"
    stored = await rig.files.store("main", "long.txt", _bytes(content[:1000], content[1000:]))
    assert stored.size == len(content)
    for files in (rig.files, rig.beside(), rig.beside()):
        path = await files.find("main", stored.id)
        assert path is not None
        assert path.read_bytes() == content


async def test_the_same_content_is_kept_once_whoever_sends_it(rig: Rig) -> None:
    beside, content = rig.beside(), b"a" * (SPACE_BYTES - 1)
    stored = await rig.files.store("main", "a.txt", _bytes(content))
    assert await beside.store("main", "b.txt", _bytes(content)) == stored
    assert await rig.files.store("main", "c.txt", _bytes(content)) == stored


async def test_a_file_is_unknown_in_another_space(rig: Rig) -> None:
    stored = await rig.files.store("main", "a.txt", _bytes(b"a"))
    assert await rig.files.find("other", stored.id) is None
    assert await rig.beside().find("other", stored.id) is None


@pytest.mark.row("S16")
@pytest.mark.parametrize("id", ["../../etc/passwd", "", "a" * 64, "0" * 64 + ".txt", "\0", "x" * 10_000])
async def test_what_is_no_id_or_nobodys_is_not_found(rig: Rig, id: str) -> None:
    assert await rig.files.find("main", id) is None


async def test_a_space_has_an_end_which_is_known_beside_too(rig: Rig) -> None:
    more = SPACE_BYTES // 2 + 1
    await rig.files.store("main", "a.txt", _bytes(b"a" * more))
    for files in (rig.files, rig.beside()):
        with pytest.raises(FileRefused) as refused:
            await files.store("main", "b.txt", _bytes(b"b" * more))
        assert refused.value.code == "no_space"
    await rig.beside().store("main", "again.txt", _bytes(b"a" * more))
    await rig.files.store("other", "b.txt", _bytes(b"b" * more))


async def test_a_file_that_many_want_at_once_is_found_by_all(rig: Rig) -> None:
    stored = await rig.files.store("main", "a.txt", _bytes(b"a" * 1000))
    beside = rig.beside()
    paths = await asyncio.gather(*(beside.find("main", stored.id) for _ in range(10)))
    assert {path.read_bytes() for path in paths if path is not None} == {b"a" * 1000}
    assert None not in paths
