"""What every roster promises: who is on duty now, told at once, and a call when it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from server.duty.desk import DutyDesk
from server.duty.plans import Plans
from server.storage.directory import SqlDirectory
from server.storage.people import People
from signaling.memory_duty import MemoryDuty
from signaling.ports import Duty, OnDuty
from tests.server.duty.planned import SPACE, at, plan, settled, shift
from tests.support.clock import ManualClock
from tests.support.databases import opened

pytestmark = pytest.mark.anyio

ANN = OnDuty("ann", "Ann", "tess", "Tess", covered=True, until=at(2, 17))
BEN = replace(ANN, primary="ben", primary_name="Ben")


class Rig(NamedTuple):
    """`appoint` puts somebody on duty in the zone from now until five."""

    duty: Duty
    appoint: Callable[[OnDuty], Awaitable[None]]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    if request.param == "memory":
        duty = MemoryDuty()

        async def appoint(now: OnDuty) -> None:
            duty.change(SPACE, "zone", now)

        yield Rig(duty, appoint)
        return
    async with opened(request, tmp_path) as database:
        await settled(database)
        plans = Plans(database)
        desk = DutyDesk(plans, People(database), SqlDirectory(database), ManualClock(at(2, 10)))

        async def save(now: OnDuty) -> None:
            await plans.save(SPACE, plan(shift(rotation=(now.primary,), rooms=("zone",))), "olga", at(2, 10))
            await desk.look()

        yield Rig(desk, save)


async def test_nobody_is_on_duty_until_somebody_is(rig: Rig) -> None:
    assert rig.duty.now(SPACE, "zone") == OnDuty()
    await rig.appoint(ANN)
    assert rig.duty.now(SPACE, "zone") == ANN
    assert rig.duty.now(SPACE, "study").primary == ""
    assert rig.duty.now("other", "zone") == OnDuty()


async def test_listeners_hear_the_space_in_which_something_changed_until_they_stop(rig: Rig) -> None:
    heard: list[str] = []
    end = rig.duty.listen(heard.append)
    await rig.appoint(ANN)
    await rig.appoint(BEN)
    assert rig.duty.now(SPACE, "zone") == BEN
    assert heard == [SPACE, SPACE]
    end()
    end()
    await rig.appoint(ANN)
    assert heard == [SPACE, SPACE]
