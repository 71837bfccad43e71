"""Spaces and rooms, as stored."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from rooms.kinds import RoomKind
from server.storage.database import Database
from server.storage.directory import LONGEST_ID, SqlDirectory
from signaling.ports import RoomSpec
from signaling.wire_terms import RoomId

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

STUDY = RoomSpec("study", "main", "Study", RoomKind.STUDY)
ZONE = RoomSpec("zone", "main", "Ask here", RoomKind.ZONE)


@pytest.fixture
async def directory(database: Database) -> SqlDirectory:
    made = SqlDirectory(database)
    await made.create_space("main", "Main", 1.0, [ZONE, STUDY])
    await made.create_space("other", "Other", 1.0, [RoomSpec("qa", "other", "Q&A", RoomKind.QA)])
    return made


async def test_rooms_come_in_the_order_in_which_they_were_given(directory: SqlDirectory) -> None:
    assert await directory.rooms("main") == [ZONE, STUDY]


async def test_a_space_shows_its_own_rooms_only(directory: SqlDirectory) -> None:
    assert [spec.id for spec in await directory.rooms("other")] == ["qa"]
    assert await directory.rooms("nowhere") == []


async def test_a_room_is_found_by_its_id(directory: SqlDirectory) -> None:
    assert await directory.room("study") == STUDY
    assert await directory.room("nowhere") is None


async def test_a_space_has_a_title(directory: SqlDirectory) -> None:
    assert await directory.space_title("main") == "Main"
    assert await directory.space_title("nowhere") is None


async def test_a_space_whose_room_id_is_taken_is_not_made_at_all(directory: SqlDirectory) -> None:
    with pytest.raises(IntegrityError):
        await directory.create_space("third", "Third", 1.0, [RoomSpec("qa", "third", "Q&A", RoomKind.QA)])
    assert await directory.space_title("third") is None


@pytest.mark.parametrize("id", ["study--1", "a--b", "x" * (LONGEST_ID + 1)])
async def test_no_room_has_an_id_that_could_be_a_sub_rooms(directory: SqlDirectory, id: str) -> None:
    with pytest.raises(ValueError, match="cannot be the id"):
        await directory.create_space("third", "Third", 1.0, [RoomSpec(id, "third", "Study", RoomKind.STUDY)])
    assert await directory.space_title("third") is None


async def test_the_longest_id_leaves_room_for_those_of_its_sub_rooms() -> None:
    assert msgspec.convert("x" * LONGEST_ID + "--99999999", RoomId)
