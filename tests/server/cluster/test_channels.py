"""On a Redis Cluster channels are spread over its masters, and nodes hear each other all the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.cluster.channels import Sharded
from server.cluster.connecting import connected_to_cluster, is_cluster, redis_url_of
from server.cluster.redis_bus import RedisBus
from server.cluster.redis_registry import RedisRegistry
from signaling.cluster.registry import Standing
from tests.server.cluster.test_redis_bus import Ear, meet
from tests.support.redis_cluster import MASTERS, redis_cluster

pytestmark = pytest.mark.anyio

ROOMS = [f"room:{number}" for number in range(30)]


async def test_nodes_on_a_cluster_hear_each_other_on_every_channel_in_order_and_share_a_registry(
    tmp_path: Path,
) -> None:
    async with (
        redis_cluster(tmp_path) as url,
        connected_to_cluster(url) as first,
        connected_to_cluster(url) as second,
        asyncio.TaskGroup() as tasks,
    ):
        one, two = RedisBus(first), RedisBus(second)
        running = [tasks.create_task(bus.run()) for bus in (one, two)]
        ears = {room: Ear(two, room) for room in ROOMS}
        gone = Ear(two, "gone")
        await meet(one, two)
        gone.stop()
        await meet(one, two)
        for number in range(20):
            for room in ROOMS:
                one.publish(room, b"%d" % number)
        one.publish("gone", b"not for them")
        for ear in ears.values():
            await ear.until(b"19")
            assert ear.heard == [b"%d" % number for number in range(20)]
        assert (gone.heard, gone.losses) == ([], 0)
        channels = Sharded(first)
        assert len({channels.server_of(f"studyhall:{room}") for room in ROOMS}) == MASTERS
        registry = RedisRegistry(first)
        assert await registry.beat(Standing("one"), 60) == [Standing("one")]
        assert await RedisRegistry(second).place("study", "one", spread=True) == "one"
        for task in running:
            task.cancel()


def test_the_scheme_says_that_an_address_is_of_a_cluster() -> None:
    for url in ("redis+cluster://host:7000", "rediss+cluster://host:7000"):
        assert redis_url_of(url) == url
        assert is_cluster(url)
    assert not is_cluster(redis_url_of("redis://host:6379/0"))
    with pytest.raises(ValueError, match="cluster"):
        redis_url_of("http+cluster://host")
