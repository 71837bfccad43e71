"""All of it together, over a real node: from a question that nobody answers to whoever must know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from rooms.obligations.events import CoverageSet, ObligationEscalated
from rooms.obligations.terms import ClockKind, ObligationClass, Target
from rooms.roles import Role
from server.duty.contacts import Webhook, WebhookKinds
from server.duty.signatures import new_secret
from server.storage.database import Database
from server.storage.people import Person
from server.storage.room_records import RoomRecords
from signaling.bus import MemoryBus
from tests.server.duty.outside import receiver
from tests.server.duty.planned import ROOMS, SPACE, at, plan, shift
from tests.server.duty.rig import DutyRig, Heard, duty_rig
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

QUICK = {ObligationClass.SUBMISSION: Target(600.0, None, ClockKind.COVERED)}


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def told(heard: Heard) -> tuple[str, int]:
    notice = await heard.next()
    return notice.reason, notice.level


async def test_what_nobody_answers_reaches_the_primary_the_secondary_and_the_operators(rig: DutyRig) -> None:
    ann, tess, olga = (Heard(rig, person) for person in ("ann", "tess", "olga"))
    async with receiver() as outside, rig.node, asyncio.TaskGroup() as tasks:
        await rig.contacts.save_webhook(
            SPACE, Webhook("ops", outside.url, new_secret(), WebhookKinds(level=200))
        )
        running = tasks.create_task(rig.office.run(rig.node))
        await rig.office.save_plan(SPACE, replace(plan(), targets=QUICK), "olga")
        assert await told(ann) == ("brief", 0)
        await rig.open()
        async with asyncio.timeout(10.0):
            while not any(isinstance(event, CoverageSet) for event in await rig.events()):
                pass
        await rig.submit(1)
        rig.clock.advance(300.0)
        assert await told(ann) == ("escalated", 50)
        rig.clock.advance(60.0)
        assert await told(tess) == ("escalated", 50)
        rig.clock.advance(240.0)
        assert await told(ann) == ("escalated", 100)
        rig.clock.advance(60.0)
        assert await told(tess) == ("escalated", 100)
        rig.clock.advance(240.0)
        assert await told(tess) == ("escalated", 150)
        rig.clock.advance(300.0)
        assert await told(olga) == ("escalated", 200)
        await outside.until(1)
        running.cancel()
    escalated = [event.level for event in await rig.events() if isinstance(event, ObligationEscalated)]
    assert escalated == [50, 100, 150, 200]


async def test_a_shift_edge_is_heard_by_the_next_person(rig: DutyRig) -> None:
    ben = Heard(rig, "ben")
    async with rig.node, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.office.run(rig.node))
        await rig.office.save_plan(SPACE, plan(), "olga")
        await rig.clock.until_armed(at(2, 17))
        rig.clock.advance(at(3, 9) - rig.clock.now())
        assert await told(ben) == ("brief", 0)
        assert rig.office.desk.now(SPACE, "zone").primary == "ben"
        running.cancel()


@pytest.mark.row("S5")
async def test_whoever_loses_a_role_loses_their_shift_at_once(rig: DutyRig) -> None:
    ben = Heard(rig, "ben")
    async with rig.node, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.office.run(rig.node))
        await rig.office.save_plan(SPACE, plan(shift(secondary=())), "olga")
        await rig.clock.until_armed(at(2, 17))
        await rig.people.update(Person("ann", SPACE, "Ann", Role.STUDENT))
        rig.office.change_role("ann", Role.STUDENT)
        assert await told(ben) == ("brief", 0)
        assert rig.office.desk.now(SPACE, "zone").primary == "ben"
        await rig.people.shut_out("ben", 1.0)
        gone = asyncio.Event()
        rig.office.desk.listen(lambda _space: gone.set())
        rig.office.shut_out("ben")
        await gone.wait()
        assert rig.office.desk.now(SPACE, "zone").primary == ""
        running.cancel()


async def test_a_room_that_was_changed_at_another_node_is_so_here_and_in_the_lobby(
    database: Database,
) -> None:
    async with duty_rig(database, bus=MemoryBus(), id="a") as a, duty_rig(database, beside=a, id="b") as b:
        async with b.node, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(b.office.run(b.node))
            await b.open()
            records = RoomRecords(database)
            await records.change(replace(ROOMS[0], title="Tea"), "olga", 1.0)
            a.office.rooms_changed(SPACE)
            opened = b.node.opened("zone")
            assert opened is not None
            async with asyncio.timeout(10):
                while opened.host.spec.title != "Tea":
                    await turn()
            running.cancel()


async def test_a_plan_that_is_saved_before_anything_runs_holds_from_the_start(rig: DutyRig) -> None:
    stored = await rig.office.save_plan(SPACE, plan(), "olga")
    assert (stored.version, stored.by) == (1, "olga")
    await rig.office.desk.look()
    assert rig.office.desk.now(SPACE, "zone").primary == "ann"
