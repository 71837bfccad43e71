"""Rooms know by what they measure, and always far enough ahead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from rooms.commands import AnyCommand
from rooms.obligations.events import CoverageSet
from rooms.obligations.terms import ClockKind, ObligationClass, Target
from rooms.room import Room
from rooms.terms import Actor
from server.duty.coverage import DAY, HORIZON, RENEWED_BEFORE, RETRY_SECONDS, Coverages
from server.storage.database import Database
from signaling.mailbox import Done, Outcome
from tests.server.duty.planned import ROOMS, plan
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import opened

pytestmark = pytest.mark.anyio

ZONE = ROOMS[0]


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


def coverages(rig: DutyRig) -> Coverages:
    made = Coverages(rig.plans, rig.directory, rig.log, rig.node.ask, rig.node.open_rooms, rig.clock)
    rig.node.on_opened(made.room_opened)
    return made


async def set_in(rig: DutyRig, room: str = "zone") -> list[CoverageSet]:
    return [event for event in await rig.events(room) if isinstance(event, CoverageSet)]


async def test_without_a_plan_a_room_keeps_its_defaults(rig: DutyRig) -> None:
    async with rig.node:
        worker = coverages(rig)
        await rig.open()
        await worker.tell()
    assert await set_in(rig) == []


async def test_a_room_that_opens_is_told_its_hours_and_targets_for_some_weeks(rig: DutyRig) -> None:
    quick = Target(60.0, None, ClockKind.COVERED)
    await rig.save(replace(plan(), targets={ObligationClass.QUESTION: quick}))
    async with rig.node:
        worker = coverages(rig)
        await rig.open()
        await worker.tell()
        await worker.tell()
    told = await set_in(rig)
    assert len(told) == 1
    coverage = told[0].coverage
    assert (coverage.version, coverage.targets[ObligationClass.QUESTION]) == (1, quick)
    assert rig.clock.now() + HORIZON - 3 * DAY < coverage.windows[-1].end <= rig.clock.now() + HORIZON


async def test_a_plan_that_is_saved_reaches_rooms_that_are_open(rig: DutyRig) -> None:
    async with rig.node:
        worker = coverages(rig)
        await rig.open()
        await worker.tell()
        await rig.save(plan())
        worker.plan_changed()
        await worker.tell()
        await rig.save(plan())
        worker.plan_changed()
        await worker.tell()
    assert [event.coverage.version for event in await set_in(rig)] == [1, 2]


async def test_hours_are_renewed_before_they_end_also_of_an_older_plan_that_is_in_use(rig: DutyRig) -> None:
    await rig.save(plan())
    async with rig.node:
        worker = coverages(rig)
        await rig.open()
        await worker.tell()
        await rig.submit(1)
        await rig.save(plan())
        worker.plan_changed()
        await worker.tell()
        rig.clock.advance(HORIZON - RENEWED_BEFORE - 5 * DAY)
        await worker.tell()
        assert [event.coverage.version for event in await set_in(rig)] == [1, 2]
        rig.clock.advance(10 * DAY)
        await worker.tell()
    assert [event.coverage.version for event in await set_in(rig)] == [1, 2, 1, 2]


async def test_a_closed_room_in_which_a_clock_stands_still_is_told_more_hours(rig: DutyRig) -> None:
    """Without them it would never wake: its only deadline lies behind the hours that it knows."""
    await rig.save(plan())
    async with rig.node:
        worker = coverages(rig)
        await rig.open()
        await worker.tell()
    waiting = replace(opened(1, rig.clock.now()), due_at=None, policy=1)
    await rig.tell(waiting)
    rig.clock.advance(2 * HORIZON)
    told = len(await set_in(rig))
    async with rig.another_node():
        await coverages(rig).tell()
    assert len(await set_in(rig)) == told + 1


async def test_a_room_that_cannot_be_asked_is_told_later(
    rig: DutyRig, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.save(plan())
    asked: list[str] = []

    async def fails_once(room: str, command: AnyCommand, _actor: Actor) -> Outcome | None:
        asked.append(room)
        return None if len(asked) == 1 else Done(1)

    worker = Coverages(rig.plans, rig.directory, rig.log, fails_once, lambda: [], rig.clock)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(worker.run())
        await rig.clock.until_armed(rig.clock.now() + DAY)
        with caplog.at_level(logging.CRITICAL):
            worker.room_opened(ZONE, Room())
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        rig.clock.advance(RETRY_SECONDS)
        await rig.clock.until_armed(rig.clock.now() - RETRY_SECONDS + DAY)
        running.cancel()
    assert asked == ["zone", "zone"]


async def test_plans_that_cannot_be_read_are_read_again(
    rig: DutyRig, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig.database.writing() as connection:
        await connection.execute(text("ALTER TABLE duty_plans RENAME TO elsewhere"))
    worker = coverages(rig)
    async with asyncio.TaskGroup() as tasks:
        with caplog.at_level(logging.CRITICAL):
            running = tasks.create_task(worker.run())
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        running.cancel()
    assert [record.message for record in caplog.records] == []
