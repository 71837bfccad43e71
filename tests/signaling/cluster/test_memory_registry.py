"""What is particular to the registry in memory; what every registry promises is in `tests/contracts/test_registry.py`."""

from __future__ import annotations

import pytest

from signaling.cluster.memory_registry import MemoryRegistry
from signaling.cluster.registry import Standing, Unreachable
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio


async def test_who_is_cut_off_can_ask_nothing_and_is_missed_once_its_time_is_over() -> None:
    clock = ManualClock()
    registry = MemoryRegistry(clock)
    one, two = Standing("one"), Standing("two")
    await registry.beat(one, 2.0)
    registry.cut_off.add("one")
    for asking in (
        registry.beat(one, 2.0),
        registry.leave("one"),
        registry.take("a", "one"),
        registry.place("a", "one", spread=False),
        registry.hand_over("a", "one", "two"),
    ):
        with pytest.raises(Unreachable):
            await asking
    assert await registry.beat(two, 9.0) == [one, two]
    clock.advance(2.0)
    assert await registry.beat(two, 9.0) == [two]
