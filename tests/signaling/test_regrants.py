"""What people may do is asked anew when news of it may have been lost, until it can be read."""

from __future__ import annotations

import asyncio

import pytest

from rooms.roles import Role
from signaling.codes import CloseCode
from signaling.ports import Grant
from signaling.regrants import RETRY_SECONDS, Regrants
from tests.support.clock import ManualClock
from tests.support.memory_ports import SPACE, Line, MemoryTickets
from tests.support.node import cluster, pass_time, settled

pytestmark = [pytest.mark.anyio, pytest.mark.row("S5")]


def grant(person: str, role: Role) -> Grant:
    return Grant(person, person.capitalize(), role, SPACE, "Academy")


async def test_whoever_has_another_role_or_none_is_told_of_and_nobody_else() -> None:
    tickets, clock = MemoryTickets(), ManualClock()
    tickets.given = {"ann": Role.TA, "tess": Role.STUDENT}
    grants = [grant("ann", Role.TA), grant("tess", Role.TEACHER), grant("bo", Role.STUDENT)]
    heard: dict[str, Role | None] = {}
    regrants = Regrants(tickets, clock, lambda: grants, heard.__setitem__)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(regrants.run())
        await settled()
        assert heard == {}, "nobody doubts it"
        tickets.is_down = True
        regrants.doubt()
        await settled()
        assert heard == {}
        tickets.is_down = False
        clock.advance(RETRY_SECONDS)
        await settled()
        assert heard == {"tess": Role.STUDENT, "bo": None}
        running.cancel()


async def test_news_of_a_role_that_were_lost_are_made_up_for() -> None:
    async with cluster("a", "b") as (a, b):
        tess = await b.connect("tess", Role.TEACHER)
        ann = await b.connect("ann", Role.TA)
        b.cut_off()
        a.node.change_role("tess", Role.STUDENT)
        b.tickets.given = {"tess": Role.STUDENT, "ann": Role.TA}
        await pass_time(b, 1)
        assert tess.close_code is None
        b.reconnect()
        assert isinstance(b.bus, Line)
        b.bus.notice_loss()
        assert await tess.closed() == CloseCode.ROLE_CHANGED
        assert ann.close_code is None
