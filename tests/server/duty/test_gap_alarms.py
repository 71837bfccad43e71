"""Operators hear of a gap once, after five minutes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.duty.gap_alarms import GapAlarms
from server.storage.database import Database
from tests.server.duty.planned import at, plan, shift
from tests.server.duty.rig import DutyRig, Told, duty_rig

pytestmark = pytest.mark.anyio

GAP = Told("olga", "gap", 0, "zone", 0)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    """Somebody is on duty from nine to one, and answers are promised until five."""
    async with duty_rig(database) as made:
        await made.save(plan(shift(hours=4)))
        yield made


def alarms(rig: DutyRig) -> GapAlarms:
    return GapAlarms(rig.notices, rig.people, rig.reach)


async def looked(rig: DutyRig, worker: GapAlarms, day: int, hour: int, minute: int = 0) -> float | None:
    rig.clock.advance(at(day, hour, minute) - rig.clock.now())
    return await worker.look(await rig.look(), rig.clock.now())


async def test_a_gap_is_told_after_five_minutes_and_not_before(rig: DutyRig) -> None:
    worker = alarms(rig)
    assert await looked(rig, worker, 2, 12) == at(2, 13, 5)
    assert await looked(rig, worker, 2, 13, 4) == at(2, 13, 5)
    assert await rig.told() == []
    assert await looked(rig, worker, 2, 13, 5) == at(3, 13, 5)
    assert await rig.told() == [GAP]
    assert (await rig.notices.unseen("olga"))[0].room_title == "Ask here, Study room"


async def test_a_gap_is_told_once_and_the_next_day_is_another(rig: DutyRig) -> None:
    worker = alarms(rig)
    await looked(rig, worker, 2, 13, 5)
    await looked(rig, worker, 2, 14)
    await looked(rig, alarms(rig), 2, 15)
    assert await rig.told() == [GAP]
    await looked(rig, worker, 3, 14)
    assert await rig.told() == [GAP, GAP]


async def test_a_gap_that_is_over_is_told_to_nobody(rig: DutyRig) -> None:
    await looked(rig, alarms(rig), 2, 18)
    assert await rig.told() == []


async def test_where_somebody_is_always_there_nothing_is_foreseen(rig: DutyRig) -> None:
    await rig.save(plan())
    assert await looked(rig, alarms(rig), 2, 11) is None
