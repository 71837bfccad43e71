"""What operators make of rooms, and the trail of it: both stand, or neither."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError

from rooms.kinds import Purpose, RoomKind
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.room_records import (
    ROOMS_IN_A_SPACE,
    Changed,
    OtherRooms,
    RoomChange,
    RoomRecords,
    TooManyRooms,
)
from signaling.ports import RoomSpec

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

STUDY = RoomSpec("study", "main", "Study", RoomKind.STUDY)
TEA = RoomSpec("tea", "main", "Tea", RoomKind.ZONE, purpose=Purpose.LOUNGE, daily=True)


@pytest.fixture
async def directory(database: Database) -> SqlDirectory:
    made = SqlDirectory(database)
    await made.create_space("main", "Main", 1.0, [STUDY])
    await made.create_space("other", "Other", 1.0, [replace(STUDY, id="elsewhere", space="other")])
    return made


@pytest.fixture
def records(database: Database, directory: SqlDirectory) -> RoomRecords:
    return RoomRecords(database)


async def test_a_room_that_is_created_comes_last_and_is_noted(
    directory: SqlDirectory, records: RoomRecords
) -> None:
    await records.create(TEA, "olga", 5.0)
    assert await directory.rooms("main") == [STUDY, TEA]
    assert await records.changes("main", 10) == [
        RoomChange("tea", 5.0, "olga", Changed.CREATED, "", "zone lounge daily: Tea")
    ]
    assert await records.changes("other", 10) == []


async def test_a_taken_id_leaves_no_trail(records: RoomRecords) -> None:
    with pytest.raises(IntegrityError):
        await records.create(STUDY, "olga", 5.0)
    assert await records.changes("main", 10) == []


async def test_a_change_is_noted_field_by_field_and_none_is_not(
    directory: SqlDirectory, records: RoomRecords
) -> None:
    await records.create(TEA, "olga", 5.0)
    share = replace(TEA, title="Share", purpose=Purpose.SHARING, daily=False, archived=True)
    assert await records.change(share, "otto", 6.0) == share
    await records.change(share, "otto", 7.0)
    assert await directory.room("tea") == share
    assert [(change.what, change.was, change.became) for change in await records.changes("main", 4)] == [
        (Changed.ARCHIVED, "off", "on"),
        (Changed.DAILY, "on", "off"),
        (Changed.PURPOSE, "lounge", "sharing"),
        (Changed.TITLE, "Tea", "Share"),
    ]


async def test_rooms_are_put_in_another_order_only_all_at_once(
    directory: SqlDirectory, records: RoomRecords
) -> None:
    await records.create(TEA, "olga", 5.0)
    for ids in (["tea"], ["tea", "study", "elsewhere"], ["tea", "tea"]):
        with pytest.raises(OtherRooms):
            await records.order("main", ids, "olga", 6.0)
    await records.order("main", ["study", "tea"], "olga", 6.0)
    await records.order("main", ["tea", "study"], "olga", 7.0)
    assert [spec.id for spec in await directory.rooms("main")] == ["tea", "study"]
    (ordered,) = await records.changes("main", 1)
    assert ordered == RoomChange("tea", 7.0, "olga", Changed.ORDER, "study tea", "tea study")


async def test_a_space_has_a_number_of_rooms_beside_the_archived_ones(records: RoomRecords) -> None:
    for number in range(1, ROOMS_IN_A_SPACE):
        await records.create(replace(TEA, id=f"tea-{number}"), "olga", 5.0)
    with pytest.raises(TooManyRooms):
        await records.create(TEA, "olga", 6.0)
    await records.change(replace(STUDY, archived=True), "olga", 7.0)
    await records.create(TEA, "olga", 8.0)
    with pytest.raises(TooManyRooms):
        await records.change(STUDY, "olga", 9.0)


async def test_daily_rooms_are_those_of_all_spaces_that_are_not_archived(
    directory: SqlDirectory, records: RoomRecords
) -> None:
    elsewhere = replace(TEA, id="a-tea", space="other")
    for spec in (TEA, elsewhere, replace(TEA, id="old", archived=True), replace(TEA, id="calm", daily=False)):
        await records.create(spec, "olga", 5.0)
    assert await directory.daily_rooms() == [elsewhere, TEA]
