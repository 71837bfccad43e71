"""Time that goes on evenly whatever the wall clock does."""

from __future__ import annotations

import asyncio
import time

import pytest

from server.clock import SystemClock

pytestmark = pytest.mark.anyio


def test_now_is_utc_seconds() -> None:
    assert abs(SystemClock().now() - time.time()) < 1


@pytest.mark.row("F12")
def test_a_wall_clock_that_jumps_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    for jump in (-3600.0, 3600.0):
        monkeypatch.setattr(time, "time", lambda jump=jump: before + jump)
        assert 0 <= clock.now() - before < 10


async def test_calls_come_in_the_order_of_their_times_and_past_ones_at_once() -> None:
    clock = SystemClock()
    called: list[str] = []
    done = asyncio.Event()
    now = clock.now()
    clock.call_at(now + 0.05, done.set)
    clock.call_at(now + 0.02, lambda: called.append("soon"))
    clock.call_at(now - 100, lambda: called.append("past"))
    clock.call_at(now + 0.01, lambda: called.append("cancelled"))()
    await done.wait()
    assert called == ["past", "soon"]
