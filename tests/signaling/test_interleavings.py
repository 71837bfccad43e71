"""Whatever happens while somebody comes, goes and misses something: they end with what a fresh snapshot says.

`STUDYHALL_INTERLEAVINGS=10000` tries as many random interleavings as the reliability list asks for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from random import Random
from typing import get_args

import msgspec
import pytest
from typing_extensions import override

from rooms.events import AnyEvent
from rooms.life.terms import TakeOver, Tick
from rooms.questions.events import QuestionArchived
from rooms.room import Room
from rooms.terms import SYSTEM
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of
from signaling.bus import MemoryBus
from signaling.hosts import OpenedRoom
from signaling.memory_log import MemoryLog
from signaling.ports import LogEntry
from signaling.room_entries import EncodedEntry, Passage
from signaling.wire import RoomEvent
from tests.support.classroom import a_class, a_daily_zone, a_sub_room
from tests.support.hosts import HostsRig, hosting
from tests.support.memory_ports import QA
from tests.support.moving_thread import a_moving_thread
from tests.support.plausible import PEOPLE
from tests.support.room_runs import ROLES, somebody, something
from tests.support.viewer import Viewer, turn
from tests.support.waiting_class import a_waiting_class

pytestmark = pytest.mark.anyio

INTERLEAVINGS = int(os.environ.get("STUDYHALL_INTERLEAVINGS", "300"))
AUDIENCES = (
    EVERYONE,
    STAFF,
    *(audience_of(id, role) for id, role in zip(PEOPLE, ROLES, strict=True)),
)


class RestlessLog(MemoryLog):
    """Lets others have the loop a seeded number of times in every call, before and after."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    async def _wander(self) -> None:
        for _ in range(self._random.randrange(4)):
            await turn()

    @override
    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        await self._wander()
        await super().append(stream, epoch, after, events, wake_at)
        await self._wander()

    @override
    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        await self._wander()
        read = await super().read(stream, after, limit)
        await self._wander()
        return read

    @override
    async def epoch_at(self, stream: str, seq: int) -> int | None:
        await self._wander()
        return await super().epoch_at(stream, seq)


class LossyBus(MemoryBus):
    """Loses every fourth message or so."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    @override
    def publish(self, channel: str, message: bytes) -> None:
        if self._random.random() < 0.75:
            super().publish(channel, message)


async def _act(rig: HostsRig, opened: OpenedRoom, random: Random) -> None:
    """A burst of whatever people and their host do."""
    for number in range(random.randrange(4, 16)):
        actor = somebody(random)
        command = something(random, actor, number)
        asked = opened.host.submit(command, SYSTEM if isinstance(command, Tick | TakeOver) else actor)
        if random.random() < 0.5:
            await asked
        rig.clock.advance(random.choice((0.0, 0.0, 1.0, 12.5)))


async def _come_and_go(rig: HostsRig, opened: OpenedRoom, viewer: Viewer, random: Random) -> None:
    for _ in range(random.randrange(1, 4)):
        for _ in range(random.randrange(8)):
            await turn()
        await rig.look(opened, viewer)
        if random.random() < 0.8:  # otherwise the line breaks with everything in it
            await viewer.read()


async def _join_during_a_burst(seed: int) -> None:
    random = Random(seed)
    async with hosting(RestlessLog(random), LossyBus(random), spec=QA) as rig:
        opened = await rig.open()
        audiences = random.sample(AUDIENCES, 3)
        viewers = [Viewer(audience.member or "viewer", audience) for audience in audiences]
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(_act(rig, opened, random))
            for viewer in viewers:
                tasks.create_task(_come_and_go(rig, opened, viewer, random))
        await opened.host.submit(Tick(), SYSTEM)  # whatever was asked before is done
        opened.fanout.check(opened.host.head.seq)
        while opened.fanout.ring.head < opened.host.head.seq:
            await turn()
        for viewer, audience in zip(viewers, audiences, strict=True):
            await viewer.read()
            assert viewer.position == opened.host.head, f"seed {seed}"
            assert viewer.view == opened.host.room.snapshot(audience), f"seed {seed} {audience}"


@pytest.mark.row("D5")
@pytest.mark.timeout(600)
async def test_joining_during_a_burst_ends_with_what_a_fresh_snapshot_says() -> None:
    for seed in range(INTERLEAVINGS):
        await _join_during_a_burst(seed)


# ---------------------------------------------------------------- every event, from every position


def _a_class() -> list[AnyEvent]:
    log = a_class()
    return [*log, QuestionArchived(at=log[-1].at, id=1)]


LOGS = {
    "a class": _a_class,
    "a class that waits": a_waiting_class,
    "a sub-room": a_sub_room,
    "a daily zone": a_daily_zone,
    "a moving thread": a_moving_thread,
}


@pytest.mark.row("D3")
def test_the_logs_of_the_next_test_hold_every_kind_of_event() -> None:
    assert {type(event) for log in LOGS.values() for event in log()} == set(get_args(AnyEvent))


@pytest.mark.row("D2")
@pytest.mark.row("D3")
@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda each: f"{each.member} {each.is_staff}")
def test_a_snapshot_and_the_entries_behind_it_are_a_later_snapshot(
    log: Callable[[], list[AnyEvent]], audience: Audience
) -> None:
    room, views = Room(), [Room().snapshot(audience)]
    for seq, event in enumerate(log(), 1):
        room.apply(event)
        data = Passage([EncodedEntry("algebra", LogEntry(1, seq, event))]).bytes_for(audience)
        told = _frames.decode(data).event
        fresh = room.snapshot(audience)
        views = [reduce_view(view, told) for view in views]
        assert all(view == fresh for view in views), event
        if seq % 50 == 0:
            views.append(fresh)


_frames = msgspec.msgpack.Decoder(RoomEvent)
