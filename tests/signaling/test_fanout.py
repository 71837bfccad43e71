"""The fan-out gives each entry once, in order, the same bytes to all who see the same, and finds what the bus lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.chat.terms import MessagePosted
from rooms.events import AnyEvent
from rooms.members.terms import DeviceDetached
from rooms.room import Room
from rooms.visibility import EVERYONE, STAFF
from signaling.bus import MemoryBus
from signaling.fanout import Fanout, channel
from signaling.memory_log import MemoryLog
from signaling.ports import LogEntry
from signaling.room_entries import Published, Ring, Typed, to_bus
from signaling.wire import Position, TypingNow
from tests.support.clock import ManualClock
from tests.support.viewer import Viewer, turn

pytestmark = pytest.mark.anyio


def message(number: int) -> MessagePosted:
    return MessagePosted(
        at=float(number), id=number, author="ada", author_name="Ada", cid=f"cid-{number}", body=f"m{number}"
    )


EMPTY = Room().snapshot(EVERYONE)


class FanoutRig:
    def __init__(self) -> None:
        self.log = MemoryLog()
        self.bus = MemoryBus()
        self.head = 0
        self.clock = ManualClock()
        self.fanout = Fanout("study", Ring("study", 0), self.log, self.bus, self.clock)

    async def append(self, *events: AnyEvent, lose: bool = False) -> None:
        """To the log, and to the bus unless the bus shall lose it."""
        epoch = 1 if self.head else await self.log.acquire("study")
        await self.log.append("study", epoch, self.head, events)
        entries = [LogEntry(epoch, seq, event) for seq, event in enumerate(events, self.head + 1)]
        self.head += len(events)
        if not lose:
            self.bus.publish(channel("study"), to_bus(Published(self.head, entries)))

    def live(self, viewer: Viewer, after: int = 0) -> None:
        """Looks at an empty room from `after` on."""
        viewer.position = Position(1, after)
        viewer.view = EMPTY
        self.fanout.subscribe(viewer.subscriber)
        assert self.fanout.go_live(viewer.subscriber, after)


@asynccontextmanager
async def filling() -> AsyncIterator[FanoutRig]:
    rig = FanoutRig()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(rig.fanout.run())
        yield rig
        task.cancel()


async def test_each_entry_reaches_everybody_once_and_in_order() -> None:
    rig = FanoutRig()
    viewers = [Viewer("ada"), Viewer("bo"), Viewer("teacher", STAFF)]
    for viewer in viewers:
        rig.live(viewer)
    await rig.append(message(1), message(2))
    await rig.append(message(3))
    for viewer in viewers:
        await viewer.read()
        assert viewer.seqs == [1, 2, 3]


async def test_everybody_is_given_the_same_bytes() -> None:
    rig = FanoutRig()
    viewers = [Viewer(f"member-{number}") for number in range(3)]
    for viewer in viewers:
        rig.live(viewer)
    await rig.append(message(1))
    taken = [await viewer.outbox.take() for viewer in viewers]
    assert taken[0] is taken[1] is taken[2]


async def test_who_is_not_live_yet_gets_nothing_and_then_everything_behind_its_position() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.fanout.subscribe(viewer.subscriber)
    await rig.append(message(1), message(2))
    assert viewer.outbox.size == 0
    rig.live(viewer, after=1)
    await rig.append(message(3))
    await viewer.read()
    assert viewer.seqs == [2, 3]


async def test_a_position_ahead_of_the_fanout_skips_what_it_holds_already() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer, after=2)
    await rig.append(message(1), message(2), message(3))
    await rig.append(message(4))
    await viewer.read()
    assert viewer.seqs == [3, 4]


async def test_who_unsubscribed_gets_nothing() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    rig.fanout.unsubscribe(viewer.subscriber)
    await rig.append(message(1))
    assert viewer.outbox.size == 0


async def test_a_repeated_publication_is_given_once() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    await rig.append(message(1))
    rig.bus.publish(channel("study"), to_bus(Published(1, [LogEntry(1, 1, message(1))])))
    await viewer.read()
    assert viewer.seqs == [1]


async def test_a_publication_that_was_lost_is_read_from_the_log() -> None:
    async with filling() as rig:
        viewer = Viewer()
        rig.live(viewer)
        await rig.append(message(1))
        await rig.append(message(2), message(3), lose=True)
        await rig.append(message(4))
        await viewer.read()
        assert viewer.seqs == [1]
        await _until_given(viewer, 4)


async def test_a_lost_last_entry_is_found_when_somebody_knows_of_it() -> None:
    async with filling() as rig:
        viewer = Viewer()
        rig.live(viewer)
        await rig.append(message(1), lose=True)
        rig.fanout.check(1)
        await _until_given(viewer, 1)
        rig.fanout.check(1)


async def test_a_position_that_the_ring_does_not_cover_does_not_go_live() -> None:
    rig = FanoutRig()
    await rig.append(*(message(number) for number in range(1, 601)))
    viewer = Viewer()
    rig.fanout.subscribe(viewer.subscriber)
    assert not rig.fanout.go_live(viewer.subscriber, 10)
    assert viewer.subscriber.position is None


async def test_typing_reaches_the_others_and_not_who_types() -> None:
    rig = FanoutRig()
    ada, bo, early = Viewer("ada"), Viewer("bo"), Viewer("early")
    rig.live(ada)
    rig.live(bo)
    rig.fanout.subscribe(early.subscriber)
    rig.fanout.type("ada")
    rig.bus.publish(channel("study"), to_bus(Typed("ada")))
    assert await bo.read() == [TypingNow("study", "ada")] * 2
    assert await ada.read() == []
    assert await early.read() == []


async def test_a_device_that_is_detached_hears_whether_it_said_goodbye() -> None:
    rig = FanoutRig()
    ada, bo = Viewer("ada"), Viewer("bo")
    rig.live(ada)
    rig.live(bo)
    await rig.append(DeviceDetached(at=1.0, member="ada", device="ada-device", clean=True))
    await rig.append(DeviceDetached(at=1.0, member="bo", device="another-device", clean=True))
    assert (ada.was_detached, bo.was_detached) == ([True], [])
    assert len(await ada.read()) == 2


async def test_when_the_room_ends_here_every_subscriber_is_told_and_nothing_more_comes() -> None:
    rig = FanoutRig()
    viewer = Viewer()
    rig.live(viewer)
    rig.fanout.close()
    assert viewer.losses == 1
    await rig.append(message(1))
    assert viewer.outbox.size == 0


async def _until_given(viewer: Viewer, seq: int) -> None:
    while viewer.position is None or viewer.position.seq < seq:
        await turn()
        await viewer.read()
