"""What every registry promises: `signaling.cluster.registry.Registry`."""

from __future__ import annotations

import asyncio

import pytest

from signaling.cluster.registry import EXPECTED, MUCH, SLACK, Registry, Standing
from tests.contracts.conftest import Expire

pytestmark = pytest.mark.anyio

ONE, TWO = Standing("one"), Standing("two")


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
        await registry.beat(Standing(node), 60)
    owners = await asyncio.gather(*(registry.take("study", node) for node in nodes))
    assert len(set(owners)) == 1


async def test_the_rooms_of_whoever_left_are_free(registry: Registry) -> None:
    await registry.beat(ONE, 60)
    await registry.beat(TWO, 60)
    await registry.take("study", "one")
    await registry.leave("one")
    assert await registry.take("study", "two") == "two"


async def test_what_each_node_says_of_itself_is_told_to_all(registry: Registry) -> None:
    one = Standing("one", 7, is_draining=True, version="2.0")
    await registry.beat(one, 60)
    assert await registry.beat(TWO, 60) == [one, TWO]
    assert await registry.beat(Standing("one", 8), 60) == [Standing("one", 8), TWO]


async def test_a_room_goes_to_who_needs_it_as_long_as_that_is_not_much_fuller_than_another(
    registry: Registry,
) -> None:
    await registry.beat(Standing("one", SLACK + 10 * MUCH), 60)
    await registry.beat(Standing("two", 10), 60)
    assert await registry.place("study", "one", spread=False) == "one"
    await registry.beat(Standing("one", SLACK + 10 * MUCH + 1), 60)
    assert await registry.place("other", "one", spread=False) == "two"
    assert await registry.place("other", "one", spread=False) == "two"
    assert await registry.take("other", "one") == "two"


async def test_a_room_to_which_people_come_at_every_node_goes_to_the_emptiest(registry: Registry) -> None:
    await registry.beat(Standing("one", 3), 60)
    await registry.beat(Standing("two", 2), 60)
    assert await registry.place("class", "one", spread=True) == "two"
    assert await registry.place("study", "one", spread=False) == "one"
    await registry.beat(Standing("one", 2), 60)
    await registry.beat(Standing("two", 2), 60)
    assert await registry.place("equal", "two", spread=True) == "two"


async def test_many_rooms_that_are_placed_between_two_beats_are_spread(registry: Registry) -> None:
    nodes = [Standing(f"node-{number}") for number in range(4)]
    for node in nodes:
        await registry.beat(node, 60)
    owners = await asyncio.gather(
        *(registry.place(f"class-{number}", "node-0", spread=True) for number in range(40))
    )
    assert sorted(owners.count(node.id) for node in nodes) == [10, 10, 10, 10]
    assert EXPECTED > 0


async def test_a_dead_nodes_room_goes_to_who_has_place(registry: Registry, expire: Expire) -> None:
    await registry.beat(ONE, 0.2)
    await registry.beat(Standing("two", 1000), 60)
    await registry.beat(Standing("three", 5), 60)
    assert await registry.place("study", "one", spread=False) == "one"
    await expire(0.2)
    assert await registry.place("study", "two", spread=False) == "three"


async def test_who_drains_gets_no_room_but_keeps_what_it_has(registry: Registry) -> None:
    await registry.beat(ONE, 60)
    await registry.beat(TWO, 60)
    await registry.take("study", "one")
    await registry.beat(Standing("one", is_draining=True), 60)
    assert await registry.place("study", "two", spread=False) == "one"
    assert await registry.place("new", "one", spread=False) == "two"
    await registry.beat(Standing("two", is_draining=True), 60)
    assert await registry.place("newer", "one", spread=False) == "one"


async def test_a_room_is_given_away_once_to_who_was_named_or_has_more_place(registry: Registry) -> None:
    await registry.beat(Standing("one", is_draining=True), 60)
    await registry.beat(Standing("two", 10), 60)
    await registry.beat(Standing("three", 20), 60)
    for room in ("a", "b", "c"):
        await registry.take(room, "one")
    assert await registry.hand_over("a", "one", "three") == "three"
    assert await registry.hand_over("b", "one", "") == "two"
    assert await registry.hand_over("a", "one", "two") == "three"
    assert await registry.take("a", "one") == "three"
    await registry.beat(Standing("three", 1000), 60)
    assert await registry.hand_over("c", "one", "three") == "two"


async def test_what_nobody_takes_stays(registry: Registry) -> None:
    await registry.beat(ONE, 60)
    await registry.beat(Standing("two", is_draining=True), 60)
    await registry.take("study", "one")
    assert await registry.hand_over("study", "one", "two") == "one"
    assert await registry.take("study", "two") == "one"
