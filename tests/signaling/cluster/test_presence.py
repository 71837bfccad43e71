"""Somebody is connected while any node has them, and is not once none answers."""

from __future__ import annotations

import asyncio

import pytest

from signaling.bus import MemoryBus
from signaling.cluster.presence import ANSWER_SECONDS, CHANNEL, Presence
from tests.support.clock import ManualClock
from tests.support.node import cluster, pass_time, settled

pytestmark = pytest.mark.anyio


async def test_somebody_is_connected_while_any_node_has_them() -> None:
    async with cluster("a", "b", "c") as (a, b, _):
        page = await b.connect("tess")
        assert await asyncio.wait_for(a.node.is_connected_anywhere("tess"), 5)
        assert await asyncio.wait_for(b.node.is_connected_anywhere("tess"), 5)
        page.hang_up(clean=True)
        await pass_time(a, 0.5)
        asking = asyncio.ensure_future(a.node.is_connected_anywhere("tess"))
        await settled()
        assert not asking.done(), "somebody may still answer"
        await pass_time(a, ANSWER_SECONDS)
        assert asking.result() is False


async def test_all_who_ask_at_once_are_answered_and_what_is_not_understood_is_passed_over() -> None:
    bus = MemoryBus()
    asker = Presence(bus, ManualClock(), lambda _: False)
    bus.publish(CHANNEL, b"\xc1")
    asking = [asyncio.ensure_future(asker.ask("tess")) for _ in range(2)]
    await settled()
    Presence(bus, ManualClock(), lambda person: person == "tess")
    asking.append(asyncio.ensure_future(asker.ask("tess")))
    assert await asyncio.gather(*asking) == [True, True, True]
