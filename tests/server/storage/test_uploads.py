"""Who has sent which file."""

from __future__ import annotations

import asyncio

import pytest

from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.uploads import Uploads
from tests.support.memory_ports import STUDY

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


@pytest.fixture
async def uploads(database: Database) -> Uploads:
    await SqlDirectory(database).create_space(STUDY.space, "Academy", 1.0, [STUDY])
    return Uploads(database)


async def test_a_file_is_of_everybody_who_sent_it_to_the_space(uploads: Uploads) -> None:
    for person in ("ada", "bo", "ada"):
        await uploads.note(STUDY.space, "file.png", person)
    assert await uploads.is_by(STUDY.space, "file.png", "ada")
    assert await uploads.is_by(STUDY.space, "file.png", "bo")
    assert not await uploads.is_by(STUDY.space, "file.png", "chen")
    assert not await uploads.is_by(STUDY.space, "other.png", "ada")
    assert not await uploads.is_by("other", "file.png", "ada")


async def test_sending_the_same_file_twice_at_once_is_no_error(uploads: Uploads) -> None:
    await asyncio.gather(*(uploads.note(STUDY.space, "file.png", "ada") for _ in range(5)))
    assert await uploads.is_by(STUDY.space, "file.png", "ada")
