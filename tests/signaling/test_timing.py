"""Waiting ends when the clock says so, and leaves no timer behind."""

from __future__ import annotations

import asyncio

import pytest

from signaling.timing import sleep
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio


async def test_a_sleeper_wakes_when_its_time_has_come() -> None:
    clock = ManualClock()
    started = asyncio.Event()

    async def sleeper() -> float:
        started.set()
        await sleep(clock, 5.0)
        return clock.now()

    async with asyncio.TaskGroup() as tasks:
        woken = tasks.create_task(sleeper())
        await started.wait()
        clock.advance(4.9)
        assert not woken.done()
        clock.advance(0.1)
    assert woken.result() == clock.now()


async def test_a_cancelled_sleeper_leaves_no_timer() -> None:
    clock = ManualClock()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(sleep(clock, 5.0))
        await asyncio.wait([task], timeout=0)
        assert len(clock.armed) == 1
        task.cancel()
    assert clock.armed == []
