"""Two nodes on one Redis hear each other, and know when they may have missed something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from loadtests.redis_server import PATIENCE_SECONDS
from server.cluster import redis_bus as module
from server.cluster.connecting import connected
from server.cluster.redis_bus import RedisBus
from server.cluster.redis_registry import RedisRegistry
from signaling.cluster.registry import Standing, Unreachable
from tests.support.redis import RedisServer, redis_server

pytestmark = pytest.mark.anyio


class Ear:
    """What was heard on one channel, and how often something may have been lost."""

    def __init__(self, bus: RedisBus, channel: str = "study") -> None:
        self.heard: list[bytes] = []
        self.losses = 0
        self._changed = asyncio.Event()
        self.stop = bus.subscribe(channel, self._hear)
        bus.on_loss(self._lost)

    def _hear(self, message: bytes) -> None:
        self.heard.append(message)
        self._changed.set()

    def _lost(self) -> None:
        self.losses += 1
        self._changed.set()

    async def until(self, heard: bytes | None = None, losses: int = 0) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.losses < losses or (heard is not None and heard not in self.heard):
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def two_nodes(directory: Path) -> AsyncIterator[tuple[RedisServer, RedisBus, RedisBus]]:
    """Connected, and both have heard each other."""
    async with (
        redis_server(directory) as server,
        connected(server.url) as first,
        connected(server.url) as second,
        asyncio.TaskGroup() as tasks,
    ):
        one, two = RedisBus(first), RedisBus(second)
        running = [tasks.create_task(bus.run()) for bus in (one, two)]
        await meet(one, two)
        yield server, one, two
        for task in running:
            task.cancel()


async def meet(one: RedisBus, two: RedisBus) -> None:
    """Each has heard the other on a channel that is subscribed to after all before it."""
    ears = Ear(one, "meeting"), Ear(two, "meeting")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while b"one" not in ears[1].heard or b"two" not in ears[0].heard:
            one.publish("meeting", b"one")
            two.publish("meeting", b"two")
            await asyncio.wait([asyncio.ensure_future(asyncio.to_thread(lambda: None))])
    for ear in ears:
        ear.stop()


async def test_everybody_hears_each_message_once_and_in_order_the_sender_at_once(tmp_path: Path) -> None:
    async with two_nodes(tmp_path) as (_, one, two):
        here, there = Ear(one), Ear(two)
        await meet(one, two)
        sent = [b"%d" % number for number in range(2000)]
        for message in sent:
            one.publish("study", message)
        assert here.heard == sent
        one.publish("other", b"not for them")
        await there.until(sent[-1])
        assert there.heard == sent
        two.publish("study", b"back")
        await here.until(b"back")
        assert there.heard[-1] == here.heard[-1] == b"back"
        assert here.losses == there.losses == 0


async def test_who_unsubscribed_hears_no_more(tmp_path: Path) -> None:
    async with two_nodes(tmp_path) as (_, one, two):
        gone, there = Ear(two), Ear(two)
        await meet(one, two)
        gone.stop()
        gone.stop()
        one.publish("study", b"later")
        await there.until(b"later")
        assert gone.heard == []


@pytest.mark.row("F3")
async def test_without_redis_a_node_hears_itself_and_all_learn_of_the_loss_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with two_nodes(tmp_path) as (server, one, two):
        here, there = Ear(one), Ear(two)
        await server.kill()
        one.publish("study", b"alone")
        assert here.heard == [b"alone"]
        await server.start()
        await here.until(losses=1)
        await there.until(losses=1)
        await meet(one, two)
        one.publish("study", b"together")
        await there.until(b"together")


async def test_a_subscription_says_when_it_reaches_other_nodes_and_that_again_after_a_loss(
    tmp_path: Path,
) -> None:
    async with two_nodes(tmp_path) as (server, one, two):
        takes_hold = asyncio.Event()
        heard: list[bytes] = []
        end = two.subscribe("late", heard.append, takes_hold.set)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await takes_hold.wait()
            takes_hold.clear()
            one.publish("late", b"heard")
            await meet(one, two)
            assert heard == [b"heard"]
            await server.kill()
            await server.start()
            await takes_hold.wait()
            takes_hold.clear()
            await meet(one, two)
            vars(one)["_has_dropped"] = True
            one.publish("late", b"after something was dropped")
            await takes_hold.wait()
        end()


@pytest.mark.row("F3")
async def test_a_node_that_lost_its_line_tells_the_others_that_it_missed_what_they_sent(
    tmp_path: Path,
) -> None:
    async with two_nodes(tmp_path) as (server, one, two):
        ear = Ear(one)
        async with connected(server.url) as redis:
            lines = await redis.client_list(_type="pubsub")
            of_two = max(lines, key=lambda line: int(line["id"]))  # the second of them to connect
            await redis.client_kill(of_two["addr"])
        await ear.until(losses=1)
        await meet(one, two)


@pytest.mark.row("F4")
async def test_while_redis_stands_still_what_waits_is_bounded_and_the_loss_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 1000)
    async with two_nodes(tmp_path) as (server, one, two):
        here, there = Ear(one), Ear(two)
        await meet(one, two)
        server.freeze()
        for _ in range(100):
            one.publish("study", bytes(100))
        assert len(here.heard) == 100
        server.thaw()
        await there.until(losses=1)


async def test_a_registry_that_stands_still_or_is_gone_says_so_within_its_time(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server, connected(server.url) as redis:
        registry = RedisRegistry(redis)
        assert await registry.beat(Standing("one"), 60) == [Standing("one")]
        server.freeze()
        with pytest.raises(Unreachable):
            await registry.take("study", "one")
        server.thaw()
        assert await registry.take("study", "one") == "one"
        await server.kill()
        with pytest.raises(Unreachable):
            await registry.beat(Standing("one"), 60)
