"""Who owns what, and who is alive, as one node knows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.kinds import RoomKind
from signaling.cluster.memory_registry import MemoryRegistry
from signaling.cluster.placement import BEAT_SECONDS, LIVES_SECONDS, Alone, Neighbours
from signaling.cluster.registry import Unreachable
from signaling.ports import RoomSpec
from tests.support.clock import ManualClock
from tests.support.memory_ports import QA, STUDY
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

SUB_ROOM = RoomSpec("study--3", "main", "Group 3", RoomKind.STUDY, parent="study", number=3)


class Town:
    """Nodes `one`, `two` and so on, whose beats a test lets happen."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.clock = ManualClock()
        self.registry = MemoryRegistry(self.clock)
        self.gone: list[str] = []
        self.returns = 0
        self._tasks = tasks
        self.running: dict[str, asyncio.Task[None]] = {}

    async def move_in(self, id: str, version: str = "") -> Neighbours:
        node = Neighbours(id, self.registry, self.clock, version)
        node.on_change(self.gone.extend)
        node.on_return(self._returned)
        self.running[id] = self._tasks.create_task(node.run())
        await self.wait(0)
        return node

    async def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / BEAT_SECONDS) or 1):
            self.clock.advance(BEAT_SECONDS if seconds else 0)
            for _ in range(5):
                await turn()

    def _returned(self) -> None:
        self.returns += 1


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    async with asyncio.TaskGroup() as tasks:
        made = Town(tasks)
        yield made
        for task in made.running.values():
            task.cancel()


async def test_who_is_alone_owns_every_room() -> None:
    alone = Alone()
    assert await alone.owner(STUDY) is None
    assert await alone.keeps("study")
    assert await alone.hand_over("study", "two") is None
    assert alone.wakes("study")


async def test_neighbours_know_each_other_and_the_first_to_ask_owns_the_room_and_its_sub_rooms() -> None:
    async with town() as made:
        one, two = await made.move_in("one"), await made.move_in("two")
        await made.wait(BEAT_SECONDS)
        assert one.alive == two.alive == {"one", "two"}
        assert (await one.owner(STUDY), await two.owner(STUDY)) == (None, "one")
        assert (await one.owner(SUB_ROOM), await two.owner(SUB_ROOM)) == (None, "one")
        assert (await one.keeps("study--3"), await two.keeps("study--3")) == (True, False)


async def test_a_node_that_is_cut_off_is_dead_to_the_others_and_they_are_not_to_it() -> None:
    async with town() as made:
        one, two = await made.move_in("one"), await made.move_in("two")
        await made.wait(BEAT_SECONDS)
        made.registry.cut_off.add("one")
        await made.wait(LIVES_SECONDS + BEAT_SECONDS)
        assert made.gone == ["one"]
        assert one.alive == {"one", "two"}
        assert two.alive == {"two"}
        with pytest.raises(Unreachable):
            await one.owner(STUDY)


async def test_who_can_ask_again_hears_so_and_waits_before_it_counts_anybody_dead() -> None:
    """A registry that was restarted is empty: the others may be a moment later."""
    async with town() as made:
        one, _ = await made.move_in("one"), await made.move_in("two")
        await made.wait(BEAT_SECONDS)
        made.registry.cut_off |= {"one", "two"}
        await made.wait(LIVES_SECONDS * 2)
        made.registry.cut_off.discard("one")
        await made.wait(BEAT_SECONDS)
        assert (made.returns, made.gone) == (1, [])
        assert one.alive == {"one", "two"}
        await made.wait(LIVES_SECONDS)
        assert made.gone == ["two"]


async def test_each_room_is_woken_by_one_node_and_by_the_same_as_long_as_that_lives() -> None:
    async with town() as made:
        nodes = [await made.move_in(id) for id in ("one", "two", "three")]
        await made.wait(BEAT_SECONDS)
        rooms = [f"room-{number}" for number in range(60)]
        before = {room: [node.id for node in nodes if node.wakes(room)] for room in rooms}
        assert all(len(woken) == 1 for woken in before.values())
        assert {woken[0] for woken in before.values()} == {"one", "two", "three"}
        await nodes[2].leave()
        made.running.pop("three").cancel()
        await made.wait(BEAT_SECONDS)
        for room, [woken] in before.items():
            now = [node.id for node in nodes[:2] if node.wakes(room)]
            assert now == [woken] if woken != "three" else len(now) == 1


async def test_a_node_that_cannot_say_goodbye_leaves_all_the_same() -> None:
    async with town() as made:
        one = await made.move_in("one")
        made.registry.cut_off.add("one")
        await one.leave()


async def test_a_study_room_is_where_its_people_are_and_a_class_where_there_is_most_place() -> None:
    async with town() as made:
        one, two = await made.move_in("one"), await made.move_in("two")
        one.points = lambda: 20
        await made.wait(BEAT_SECONDS)
        assert one.standings["two"].points == 0
        assert two.standings["one"].points == 20
        assert (await one.owner(STUDY), await one.owner(QA)) == (None, "two")


async def test_who_drains_gives_its_rooms_away_and_wakes_none() -> None:
    async with town() as made:
        one, two = await made.move_in("one"), await made.move_in("two")
        await made.wait(BEAT_SECONDS)
        assert await one.owner(STUDY) is None
        assert await one.drain()
        await made.wait(BEAT_SECONDS)
        assert two.standings["one"].is_draining
        assert await one.hand_over("study", "") == "two"
        assert (await one.owner(STUDY), await two.owner(STUDY)) == ("two", None)
        rooms = [f"room-{number}" for number in range(20)]
        assert [one.wakes(room) for room in rooms] == [False] * 20
        assert [two.wakes(room) for room in rooms] == [True] * 20


async def test_who_drains_alone_or_cut_off_knows_that_nobody_takes_its_rooms() -> None:
    async with town() as made:
        one = await made.move_in("one")
        assert not await one.drain()
        assert one.wakes("study")
        two = await made.move_in("two")
        await made.wait(BEAT_SECONDS)
        made.registry.cut_off.add("two")
        assert not await two.drain()
        assert not two.is_in_touch


async def test_nodes_of_two_versions_know_it_of_each_other() -> None:
    async with town() as made:
        one = await made.move_in("one")
        await made.move_in("two", "2.0")
        await made.wait(BEAT_SECONDS)
        assert {each.id: each.version for each in one.standings.values()} == {"one": "", "two": "2.0"}
