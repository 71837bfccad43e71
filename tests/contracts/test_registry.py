"""What every registry promises: `signaling.cluster.registry.Registry`."""

from __future__ import annotations

import asyncio

import pytest

from signaling.cluster.registry import Registry
from tests.contracts.conftest import Expire

pytestmark = pytest.mark.anyio

ONE, TWO = "one", "two"


async def test_who_beats_is_seen_by_all(registry: Registry) -> None:
    assert await registry.beat(TWO, 60) == [TWO]
    assert await registry.beat(ONE, 60) == [ONE, TWO]
    assert await registry.beat(TWO, 60) == [ONE, TWO]


async def test_who_stops_beating_is_gone_when_its_time_is_over(registry: Registry, expire: Expire) -> None:
    await registry.beat(ONE, 0.2)
    await registry.beat(TWO, 60)
    await expire(0.2)
    assert await registry.beat(TWO, 60) == [TWO]


async def test_who_leaves_is_gone_at_once_and_may_come_back(registry: Registry) -> None:
    await registry.beat(ONE, 60)
    await registry.leave("one")
    assert await registry.beat(TWO, 60) == [TWO]
    assert await registry.beat(ONE, 60) == [ONE, TWO]
    await registry.leave("nobody")


async def test_the_first_to_take_a_room_owns_it_as_long_as_it_lives(
    registry: Registry, expire: Expire
) -> None:
    await registry.beat(ONE, 0.2)
    await registry.beat(TWO, 60)
    assert await registry.take("study", "one") == "one"
    assert await registry.take("study", "two") == "one"
    assert await registry.take("study", "one") == "one"
    await expire(0.2)
    assert await registry.take("study", "two") == "two"
    await registry.beat(ONE, 60)
    assert await registry.take("study", "one") == "two"


async def test_of_many_who_take_a_room_at_once_one_owns_it(registry: Registry) -> None:
    nodes = [f"node-{number}" for number in range(20)]
    for node in nodes:
        await registry.beat(node, 60)
    owners = await asyncio.gather(*(registry.take("study", node) for node in nodes))
    assert len(set(owners)) == 1


async def test_the_rooms_of_whoever_left_are_free(registry: Registry) -> None:
    await registry.beat(ONE, 60)
    await registry.beat(TWO, 60)
    await registry.take("study", "one")
    await registry.leave("one")
    assert await registry.take("study", "two") == "two"
