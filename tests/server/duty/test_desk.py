"""Who is on duty in every room now, and who hears when that changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from rooms.roles import Role
from server.duty.desk import RETRY_SECONDS, SpaceDesk
from server.storage.database import Database
from server.storage.people import Person
from signaling.ports import OnDuty
from tests.server.duty.planned import SPACE, at, plan, shift
from tests.server.duty.rig import DutyRig, duty_rig

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def nothing(_desk: SpaceDesk, _now: float) -> float | None:
    return None


async def test_without_a_plan_nobody_is_on_duty(rig: DutyRig) -> None:
    await rig.desk.look()
    assert rig.desk.now(SPACE, "zone") == OnDuty()
    assert rig.desk.duty(SPACE, "zone") is None
    assert rig.desk.plan(SPACE) is None


async def test_people_are_named_in_every_room_and_sub_room(rig: DutyRig) -> None:
    await rig.save(plan())
    await rig.desk.look()
    expected = OnDuty("ann", "Ann", "tess", "Tess", covered=True, until=at(2, 17), opens_at=None)
    assert rig.desk.now(SPACE, "zone") == rig.desk.now(SPACE, "study--2") == expected
    duty = rig.desk.duty(SPACE, "zone--1")
    assert duty is not None
    assert duty.pool == ("ben",)


@pytest.mark.row("S5")
async def test_somebody_who_is_no_staff_any_more_is_not_on_duty(rig: DutyRig) -> None:
    await rig.save(plan())
    await rig.people.update(Person("ann", SPACE, "Ann", Role.STUDENT))
    await rig.desk.look()
    assert rig.desk.now(SPACE, "zone").primary_name == "Tess"
    for gone in ("ben", "tess"):
        await rig.people.shut_out(gone, 1.0)
    await rig.desk.look()
    assert rig.desk.now(SPACE, "zone") == OnDuty(covered=True, until=at(2, 17))


async def test_a_room_that_no_shift_covers_has_nobody(rig: DutyRig) -> None:
    await rig.save(plan(shift(rooms=("study",))))
    await rig.desk.look()
    assert rig.desk.now(SPACE, "study").primary == "ann"
    assert rig.desk.now(SPACE, "zone") == OnDuty(covered=True)
    assert rig.desk.now(SPACE, "nowhere") == OnDuty()


async def test_the_name_changes_at_the_shift_edge(rig: DutyRig) -> None:
    await rig.save(plan(shift(), shift("late", start=17, hours=5, rotation=("ben",), secondary=())))
    heard: list[str] = []
    end = rig.desk.listen(heard.append)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.desk.run(nothing))
        await rig.clock.until_armed(at(2, 17))
        assert (rig.desk.now(SPACE, "zone").primary_name, heard) == ("Ann", [SPACE])
        rig.clock.advance(at(2, 17) - 1.0 - rig.clock.now())
        assert rig.desk.now(SPACE, "zone").primary_name == "Ann"
        rig.clock.advance(1.0)
        await rig.clock.until_armed(at(2, 22))
        assert (rig.desk.now(SPACE, "zone").primary_name, heard) == ("Ben", [SPACE, SPACE])
        end()
        rig.clock.advance(at(2, 22) - rig.clock.now())
        await rig.clock.until_armed(at(3, 9))
        assert rig.desk.now(SPACE, "zone") == OnDuty(until=at(3, 9), opens_at=at(3, 9))
        assert len(heard) == 2
        running.cancel()


async def test_a_plan_that_is_saved_holds_at_once(rig: DutyRig) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.desk.run(nothing))
        await asyncio.sleep(0)
        await rig.save(plan())
        rig.desk.plan_changed()
        await rig.clock.until_armed(at(2, 17))
        assert rig.desk.now(SPACE, "zone").primary == "ann"
        running.cancel()


async def test_listeners_hear_nothing_when_nothing_has_changed(rig: DutyRig) -> None:
    await rig.save(plan())
    await rig.desk.look()
    heard: list[str] = []
    rig.desk.listen(heard.append)
    await rig.desk.look()
    assert heard == []


async def test_who_was_on_duty_before_is_remembered_over_a_night_and_a_new_plan(rig: DutyRig) -> None:
    await rig.save(plan())
    desk = await rig.look()
    assert desk.posts[0].was is None
    rig.clock.advance(at(2, 20) - rig.clock.now())
    await rig.look()
    await rig.save(plan(shift(rotation=("tess",))))
    rig.clock.advance(at(3, 9) - rig.clock.now())
    desk = await rig.look()
    assert desk.posts[0].was is not None
    assert (desk.posts[0].was.primary, desk.posts[0].was.until) == ("ann", at(2, 17))
    duty = desk.posts[0].standing.duty
    assert duty is not None
    assert duty.primary == "tess"


async def test_an_edge_is_dealt_with_again_when_that_failed(
    rig: DutyRig, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.save(plan())
    asked: list[float] = []

    async def fails_once(_desk: SpaceDesk, now: float) -> float | None:
        asked.append(now)
        if len(asked) == 1:
            raise RuntimeError("a bug")
        return now + 33.0

    async with asyncio.TaskGroup() as tasks:
        with caplog.at_level(logging.CRITICAL):
            running = tasks.create_task(rig.desk.run(fails_once))
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        rig.clock.advance(RETRY_SECONDS)
        await rig.clock.until_armed(rig.clock.now() + 33.0)
        running.cancel()
    assert asked == [at(2, 10), at(2, 10) + RETRY_SECONDS]


async def test_plans_that_cannot_be_read_leave_everything_as_it_is_known(
    rig: DutyRig, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.save(plan())
    await rig.desk.look()
    async with rig.database.writing() as connection:
        await connection.execute(text("ALTER TABLE duty_plans RENAME TO elsewhere"))
    async with asyncio.TaskGroup() as tasks:
        with caplog.at_level(logging.CRITICAL):
            running = tasks.create_task(rig.desk.run(nothing))
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        running.cancel()
    assert rig.desk.now(SPACE, "zone").primary == "ann"
