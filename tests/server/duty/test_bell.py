"""Waiting for a time or for somebody who rings."""

from __future__ import annotations

import asyncio

import pytest

from server.duty.bell import Bell
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio


async def test_it_wakes_at_its_time_and_not_before(clock: ManualClock) -> None:
    bell = Bell(clock)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(bell.wait(clock.now() + 60.0))
        await asyncio.sleep(0)
        clock.advance(59.0)
        await asyncio.sleep(0)
        assert not waiting.done()
        clock.advance(1.0)
    assert clock.armed == []


async def test_it_wakes_when_somebody_rings_and_leaves_no_timer_behind(clock: ManualClock) -> None:
    bell = Bell(clock)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bell.wait(clock.now() + 60.0))
        await asyncio.sleep(0)
        bell.ring()
    assert clock.armed == []


async def test_ringing_before_anybody_waits_wakes_the_next_once(clock: ManualClock) -> None:
    bell = Bell(clock)
    bell.ring()
    await bell.wait(None)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(bell.wait(None))
        await asyncio.sleep(0)
        assert not waiting.done()
        bell.ring()


async def test_a_time_that_has_passed_is_not_waited_for(clock: ManualClock) -> None:
    await Bell(clock).wait(clock.now())
