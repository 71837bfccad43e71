"""Whatever happens while somebody comes, goes and misses something: they end with what a fresh snapshot says.

`STUDYHALL_INTERLEAVINGS=10000` tries as many random interleavings as the reliability list asks for.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
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
from signaling.framing import payload_of
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

STORIES = range(242, 247)
"""Seeds whose stories are told anew, in processes of their own."""
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


async def _join_during_a_burst(seed: int) -> list[bytes]:
    """What was written down, and what each viewer held in the end."""
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
        written = await MemoryLog.read(rig.log, QA.id, 0, opened.host.head.seq)
        return [msgspec.msgpack.encode(each) for each in (*written, *(viewer.view for viewer in viewers))]


@pytest.mark.row("D5")
@pytest.mark.timeout(600)
async def test_joining_during_a_burst_ends_with_what_a_fresh_snapshot_says() -> None:
    for seed in range(INTERLEAVINGS):
        await _join_during_a_burst(seed)


@pytest.mark.row("D5")
async def test_a_seed_is_the_same_story_in_every_process() -> None:
    """So that whatever fails once fails again: neither the order of hashes nor what ran before decides anything."""
    told = [await _told_in_another_process(hash_seed) for hash_seed in ("1", "2")]
    assert told[0] == told[1]
    assert told[0].split() == [await _story_of(seed) for seed in STORIES]


async def _told_in_another_process(hash_seed: str) -> str:
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await ran.communicate()
    assert ran.returncode == 0
    return told.decode()


async def _story_of(seed: int) -> str:
    """A digest of all that was written down, and of what each viewer was given."""
    digest = blake2b(digest_size=8)
    for part in await _join_during_a_burst(seed):
        digest.update(part)
    return digest.hexdigest()


async def _tell_stories() -> None:
    for seed in STORIES:
        sys.stdout.write(f"{await _story_of(seed)}\n")


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
        passage = Passage([EncodedEntry("algebra", LogEntry(1, seq, event))], until=seq)
        ((position, frame),) = passage.frames_for(audience)
        assert position == seq
        told = _frames.decode(payload_of(frame)).event
        fresh = room.snapshot(audience)
        views = [reduce_view(view, told) for view in views]
        assert all(view == fresh for view in views), event
        if seq % 50 == 0:
            views.append(fresh)


_frames = msgspec.msgpack.Decoder(RoomEvent)


if __name__ == "__main__":
    asyncio.run(_tell_stories())
