"""Daily rooms know when their days begin, in the zone of their space's calendar, and begin them with nobody there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

import pytest
from msgspec.structs import replace

from rooms.commands import AnyCommand
from rooms.events import AnyEvent
from rooms.life.terms import DayBegan, DaysSet, SetDays
from rooms.room import Room
from rooms.terms import Actor
from server.duty.coverage import RETRY_SECONDS
from server.duty.days import AHEAD, WITHOUT_A_PLAN, Days
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.room_records import RoomRecords
from signaling.mailbox import Outcome
from signaling.ports import LogEntry, RoomSpec
from tests.server.duty.planned import ROOMS, ZONE_NAME, at, plan
from tests.server.duty.rig import DutyRig, duty_rig

E = TypeVar("E", bound=AnyEvent)

pytestmark = pytest.mark.anyio

DAILY = replace(ROOMS[0], daily=True)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        await RoomRecords(database).change(DAILY, "olga", 1.0)
        yield made


async def logged(rig: DutyRig, kind: type[E], room: str = "zone") -> list[E]:
    return [entry.event for entry in await rig.log.read(room, 0, 1000) if isinstance(entry.event, kind)]


def worker(rig: DutyRig, database: Database) -> Days:
    return Days(rig.plans, SqlDirectory(database), rig.node.ask, rig.clock)


async def test_days_are_those_of_the_calendar_and_of_utc_before_there_is_one(
    rig: DutyRig, database: Database
) -> None:
    async with rig.node:
        days = worker(rig, database)
        assert await days.tell()
        await rig.save(plan())
        assert await days.tell()
        assert await days.tell()
    told = await logged(rig, DaysSet)
    assert [event.zone for event in told] == [WITHOUT_A_PLAN, ZONE_NAME]
    assert all(len(event.days) >= AHEAD for event in told)
    assert await logged(rig, DaysSet, "study") == []


async def test_a_day_begins_at_midnight_with_nobody_there(rig: DutyRig, database: Database) -> None:
    begun: asyncio.Queue[DayBegan] = asyncio.Queue()

    def hear(_spec: RoomSpec, _room: Room, entries: Sequence[LogEntry]) -> None:
        for entry in entries:
            if isinstance(entry.event, DayBegan):
                begun.put_nowait(entry.event)

    await rig.save(plan())
    rig.clock.advance(at(4, 23, 30) - rig.clock.now())
    async with rig.node:
        rig.node.on_entries(hear)
        await worker(rig, database).tell()
        rig.clock.advance(0)  # what is past is due at once
        assert (await begun.get()).date == "2026-11-04"
        await rig.clock.until_armed(at(5, 0))
        rig.clock.advance(at(5, 0) - rig.clock.now())
        today = await begun.get()
    assert (today.date, today.zone, today.at) == ("2026-11-05", ZONE_NAME, at(5, 0))


@pytest.mark.parametrize("wrong", [None, OSError("gone")])
async def test_a_room_that_cannot_be_told_is_told_again(
    rig: DutyRig, database: Database, wrong: Exception | None
) -> None:
    asked: list[str] = []
    heard = asyncio.Event()

    async def ask(room: str, command: AnyCommand, by: Actor) -> Outcome | None:
        asked.append(room)
        if len(asked) > 1:
            heard.set()
            return await rig.node.ask(room, command, by)
        if wrong is not None:
            raise wrong
        return None

    async with rig.node, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Days(rig.plans, SqlDirectory(database), ask, rig.clock).run())
        await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        rig.clock.advance(RETRY_SECONDS)
        await heard.wait()
        running.cancel()
    assert asked == ["zone"] * 2


async def test_a_ring_has_daily_rooms_told_at_once(rig: DutyRig, database: Database) -> None:
    zones: asyncio.Queue[str] = asyncio.Queue()

    async def ask(room: str, command: AnyCommand, by: Actor) -> Outcome | None:
        assert isinstance(command, SetDays)
        zones.put_nowait(command.zone)
        return await rig.node.ask(room, command, by)

    async with rig.node, asyncio.TaskGroup() as tasks:
        days = Days(rig.plans, SqlDirectory(database), ask, rig.clock)
        running = tasks.create_task(days.run())
        assert await zones.get() == WITHOUT_A_PLAN
        await rig.save(plan())
        days.ring()
        assert await zones.get() == ZONE_NAME
        running.cancel()
