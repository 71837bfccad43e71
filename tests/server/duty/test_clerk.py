"""What one office of all does goes on wherever the last one ended, also when nobody told it of what there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from server.duty.clerk import LOOKED_AT_EVERY
from server.duty.contacts import Webhook, WebhookKinds
from server.duty.deliveries import SENT
from server.duty.notice import Reason
from server.duty.signatures import new_secret
from server.storage.database import Database
from server.storage.tables import deliveries
from signaling.bus import MemoryBus
from tests.server.duty.outside import receiver
from tests.server.duty.planned import SPACE, at, plan, shift
from tests.server.duty.rig import DutyRig, Heard, Told, duty_rig
from tests.server.duty.test_notifier import level
from tests.support.memory_ports import Line
from tests.support.owed import opened
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


async def sent(rig: DutyRig, count: int) -> None:
    """So many deliveries are, and none waits."""
    async with asyncio.timeout(10):
        while await states(rig) != [SENT] * count:
            await turn()


async def states(rig: DutyRig) -> list[str]:
    async with rig.database.reading() as connection:
        return list(await connection.scalars(select(deliveries.c.state)))


async def test_what_a_dead_node_wrote_down_and_told_nobody_is_found(rig: DutyRig) -> None:
    await rig.save(plan())
    ann = Heard(rig, "ann")
    async with rig.node, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.office.run(rig.node))
        assert (await ann.next()).reason == "brief"
        await rig.clock.until_armed(rig.clock.now() + LOOKED_AT_EVERY)
        await rig.tell(opened(1, rig.clock.now() - 900.0), level(100))
        rig.clock.advance(LOOKED_AT_EVERY)
        assert (await ann.next()).reason == "escalated"
        running.cancel()


@pytest.mark.row("D7")
async def test_of_two_offices_one_tells_and_sends_and_the_other_goes_on_when_it_leaves(
    database: Database,
) -> None:
    async with (
        receiver() as outside,
        duty_rig(database, bus=MemoryBus(), id="a") as a,
        duty_rig(database, beside=a, id="b") as b,
    ):
        await a.contacts.save_webhook(
            SPACE, Webhook("ops", outside.url, new_secret(), WebhookKinds(reasons=(Reason.BRIEF,)))
        )
        await a.tell(opened(1, a.clock.now() - 60.0))  # with nothing in it, a brief rings nowhere
        async with a.node, b.node, asyncio.TaskGroup() as tasks:
            first = tasks.create_task(a.office.run(a.node))
            await a.clock.until_armed(a.clock.now() + LOOKED_AT_EVERY)
            second = tasks.create_task(b.office.run(b.node))
            here, there = Heard(a, "ann"), Heard(b, "ann")
            await b.office.save_plan(SPACE, plan(), "olga")
            assert [(await here.next()).reason, (await there.next()).reason] == ["brief", "brief"]
            await sent(a, 1)
            assert a.office.desk.now(SPACE, "zone").primary == "ann"
            assert b.office.desk.now(SPACE, "zone").primary == "ann"
            first.cancel()
            await asyncio.wait([first])
            there = Heard(b, "ben")
            b.clock.advance(1.0)
            await b.clock.until_armed(b.clock.now() + LOOKED_AT_EVERY)
            earlier = plan(shift(start=8, hours=9, rotation=("ben",)))
            await b.office.save_plan(SPACE, earlier, "olga")
            assert (await there.next()).reason == "brief"
            await sent(b, 2)
            second.cancel()
        ids = [received.headers["webhook-id"] for received in outside.received]
        assert len(ids) == len(set(ids)) == 2
        assert await a.told() == [Told(person, "brief", 0, "zone", 0) for person in ("", "", "ann", "ben")]


async def test_a_role_that_is_taken_away_at_one_node_ends_a_shift_at_every_other(database: Database) -> None:
    async with (
        duty_rig(database, bus=MemoryBus(), id="a") as a,
        duty_rig(database, beside=a, id="b") as b,
    ):
        async with a.node, b.node, asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(each.office.run(each.node)) for each in (a, b)]
            await b.clock.until_armed(at(2, 10) + LOOKED_AT_EVERY)
            changed = asyncio.Event()
            b.office.desk.listen(lambda _space: changed.set())
            await a.office.save_plan(SPACE, plan(shift(rotation=("ann",), secondary=())), "olga")
            await changed.wait()
            assert b.office.desk.now(SPACE, "zone").primary == "ann"
            changed.clear()
            await a.people.shut_out("ann", 1.0)
            a.office.shut_out("ann")
            await changed.wait()
            assert b.office.desk.now(SPACE, "zone").primary == ""
            for each in running:
                each.cancel()


async def test_what_may_have_been_lost_is_looked_at_and_told_again(database: Database) -> None:
    line = Line(MemoryBus())
    async with duty_rig(database, bus=line, id="a") as rig:
        async with rig.node, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(rig.office.run(rig.node))
            await rig.clock.until_armed(rig.clock.now() + LOOKED_AT_EVERY)
            ann = Heard(rig, "ann")
            line.is_losing = True
            await rig.office.save_plan(SPACE, plan(), "olga")
            line.is_losing = False
            line.notice_loss()
            assert (await ann.next()).reason == "brief"
            line.notice_loss()
            assert (await ann.next()).reason == "brief", "it is still unseen, and may not have come"
            running.cancel()
