"""Plans in the database: each one saved is a version more, and none is lost."""

from __future__ import annotations

import pytest

from server.duty.plans import Plans
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from signaling.ports import RoomSpec
from tests.server.duty.planned import ROOMS, SPACE, plan, settled, shift

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

OTHER = plan(shift("night", start=20))


@pytest.fixture
async def plans(database: Database) -> Plans:
    await settled(database)
    return Plans(database)


async def test_a_space_has_no_plan_until_one_is_saved(plans: Plans) -> None:
    assert await plans.newest(SPACE) is None
    assert await plans.all_newest() == []


async def test_the_newest_holds_and_the_others_are_kept(plans: Plans) -> None:
    first = await plans.save(SPACE, plan(), "olga", 10.0)
    second = await plans.save(SPACE, OTHER, "olga", 20.0)
    assert (first.version, second.version) == (1, 2)
    assert await plans.newest(SPACE) == second
    assert await plans.version(SPACE, 1) == first
    assert await plans.version(SPACE, 3) is None
    assert await plans.all_versions(SPACE) == [first, second]


async def test_spaces_count_their_own_versions(plans: Plans, database: Database) -> None:
    rooms = [RoomSpec(f"other-{spec.id}", "other", spec.title, spec.kind) for spec in ROOMS]
    await SqlDirectory(database).create_space("other", "Other", 1.0, rooms)
    await plans.save(SPACE, plan(), "olga", 10.0)
    await plans.save(SPACE, OTHER, "olga", 20.0)
    await plans.save("other", plan(), "otto", 30.0)
    found = {stored.space: stored.version for stored in await plans.all_newest()}
    assert found == {SPACE: 2, "other": 1}
