"""What is read from the log and the plans to be counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from community.covered_time import Window
from rooms.roles import Role
from server.duty.measuring import Measuring
from server.storage.database import Database
from server.storage.people import Person
from tests.server.duty.planned import SPACE, ZONE, at, plan, shift
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def test_it_reads_what_was_opened_in_these_rooms_and_the_duty_of_that_time(rig: DutyRig) -> None:
    measuring = Measuring(rig.log, rig.plans, rig.directory, rig.people, rig.clock)
    assert await measuring.zone(SPACE) == ZoneInfo("UTC")
    await rig.save(plan(shift(hours=4)))
    assert await measuring.zone(SPACE) == ZONE
    assert await measuring.rooms(SPACE) == ["zone", "study"]
    await rig.tell(opened(1, at(2, 10, 1)), opened(2, at(2, 10, 2)), answered(1, at(3, 9)))
    await rig.tell(opened(1, at(2, 10, 1)), room="study")
    rig.clock.advance(at(4, 0) - rig.clock.now())
    measured = await measuring.measure(SPACE, ["zone"], at(2, 10), at(3, 0))
    assert [(row.id, row.zone, row.first_human_at) for row in measured.outcomes] == [
        ("zone/1", "zone", at(3, 9)),
        ("zone/2", "zone", None),
    ]
    assert measured.outcomes[1].covered_ms == (6 * 3600 + 58 * 60 + 8 * 3600) * 1000
    assert (measured.on_duty, measured.gaps) == ({"ann"}, [Window(at(2, 13), at(2, 17))])
    assert measured.history.on_duty("zone")[-1].end == at(3, 13)
    assert measured.now == at(4, 0)


async def test_people_are_named_who_chose_a_name(rig: DutyRig) -> None:
    await rig.people.add(Person("nina", SPACE, "", Role.TA), 1.0)
    measuring = Measuring(rig.log, rig.plans, rig.directory, rig.people, rig.clock)
    assert await measuring.names(["ann", "nina", "nobody"]) == {"ann": "Ann"}
