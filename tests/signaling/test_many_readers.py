"""The law of fan-out: however entries, passes and slow readers fall together, everybody gets each entry once, in order.

And a large room takes its turns, so that a small one never waits for it.
"""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.chat.terms import MessagePosted
from rooms.room import Room
from rooms.view import RoomView
from rooms.visibility import EVERYONE, STAFF
from signaling.bus import MemoryBus
from signaling.fanout import SOCKETS_PER_TURN, Fanout, channel
from signaling.hosts import OpenedRoom
from signaling.memory_log import MemoryLog
from signaling.ports import LogEntry
from signaling.replay import catch_up
from signaling.room_entries import RING_ENTRIES, Published, Ring, to_bus
from signaling.wire import Position
from tests.support.clock import ManualClock
from tests.support.hosts import HostsRig, hosting
from tests.support.viewer import Viewer, turn

pytestmark = pytest.mark.anyio

# ---------------------------------------------------------------- each entry once, in order


class Reader(Viewer):
    """A viewer that, as a seat does, goes on from the log when the ring has left it behind."""

    def __init__(self, rig: HostsRig, opened: OpenedRoom, member: str, *, is_staff: bool) -> None:
        super().__init__(member, STAFF if is_staff else EVERYONE, rig.clock)
        self._rig, self._opened = rig, opened

    async def come(self) -> None:
        await self._rig.look(self._opened, self)

    async def catch_up(self) -> None:
        """Read until there is nothing more."""
        while self.position is None or self.position.seq < self._opened.host.head.seq:
            await self.read()
            if self.fell_behind_at:
                after = self.fell_behind_at.pop()
                async with asyncio.TaskGroup() as tasks:
                    reading = tasks.create_task(self.keep_reading())
                    await catch_up(self._opened, self._rig.log, self.subscriber, after)
                    reading.cancel()
            self._rig.clock.advance(0.1)


READERS = 5
STEPS = st.one_of(
    st.tuples(st.just("post"), st.sampled_from([1, 3, 40])),
    st.tuples(st.just("long posts"), st.sampled_from([1, 20, 60])),
    st.tuples(st.just("flood"), st.just(RING_ENTRIES + 50)),
    st.tuples(st.just("read"), st.integers(0, READERS - 1)),
    st.tuples(st.just("leave"), st.integers(0, READERS - 1)),
    st.tuples(st.just("come"), st.integers(0, READERS - 1)),
    st.tuples(st.just("turn"), st.integers(1, 4)),
    st.tuples(st.just("time"), st.sampled_from([1, 20, 100])),
)


@pytest.mark.row("D2")
@pytest.mark.row("F14")
@pytest.mark.parametrize("large_from", [1, 1000], ids=["passes with a distance", "passes at once"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=15))
async def test_everybody_gets_each_entry_once_and_in_order(
    large_from: int, steps: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.passes.LARGE_FROM", large_from)
    monkeypatch.setattr("signaling.fanout.SOCKETS_PER_TURN", 2)
    async with hosting() as rig:
        opened = await rig.open()
        readers = [Reader(rig, opened, f"m{number}", is_staff=number % 2 == 0) for number in range(READERS)]
        for reader in readers:
            await reader.come()
        for step, number in steps:
            await _do(step, number, rig, opened, readers)
        for reader in readers:
            if reader.subscriber.position is None and not reader.fell_behind_at:
                await reader.come()
            await reader.catch_up()
            assert reader.view == _fresh(opened, reader)
            assert reader.overflows == 0


async def _do(step: str, number: int, rig: HostsRig, opened: OpenedRoom, readers: list[Reader]) -> None:
    match step:
        case "post" | "flood":
            await rig.post(opened, number)
        case "long posts":
            await rig.post(opened, number, body="x" * 4000)
        case "read":
            await readers[number].read()
        case "leave":
            opened.fanout.unsubscribe(readers[number].subscriber)
            readers[number].fell_behind_at.clear()
        case "come":
            readers[number].fell_behind_at.clear()
            await readers[number].come()
        case "turn":
            for _ in range(number):
                await turn()
        case _:
            rig.clock.advance(number / 1000)


def _fresh(opened: OpenedRoom, reader: Reader) -> RoomView:
    return opened.host.room.snapshot(reader.subscriber.audience)


# ---------------------------------------------------------------- a large room and others


class BigRoom:
    """A room of many, on a bus that it shares with others."""

    def __init__(self, name: str, members: int, bus: MemoryBus, clock: ManualClock) -> None:
        self._name, self._bus = name, bus
        self.head = 0
        room = Room()
        self.fanout = Fanout(name, Ring(name, 0), MemoryLog(), bus, clock, lambda entries: None, lambda: room)
        self.viewers = [Viewer(f"member-{number}", clock=clock) for number in range(members)]
        for viewer in self.viewers:
            viewer.position, viewer.view = Position(1, 0), room.snapshot(EVERYONE)
            self.fanout.subscribe(viewer.subscriber)
            assert self.fanout.go_live(viewer.subscriber, 0)
            viewer.socket.read_on()

    def post(self) -> None:
        self.head += 1
        posted = MessagePosted(
            at=1.0, id=self.head, author="ada", author_name="Ada", cid=f"cid-{self.head:05d}", body="hello"
        )
        entry = LogEntry(1, self.head, posted)
        self._bus.publish(channel(self._name), to_bus(Published(self.head, [entry])))

    def written(self) -> int:
        """How many have been given everything."""
        return sum(1 for viewer in self.viewers if viewer.subscriber.position == self.head)


async def test_a_large_room_writes_to_so_many_in_a_turn_and_a_small_one_has_its_own_turn_between() -> None:
    bus, clock = MemoryBus(), ManualClock()
    lecture = BigRoom("lecture", 4 * SOCKETS_PER_TURN, bus, clock)
    study = BigRoom("study", 8, bus, clock)
    lecture.post()
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((lecture.written(), study.written()))
        if len(seen) < 4:
            study.post()
            asyncio.get_running_loop().call_soon(look)

    study.post()
    asyncio.get_running_loop().call_soon(look)
    while len(seen) < 4:
        await turn()
    assert seen == [(SOCKETS_PER_TURN * turns, 8) for turns in (1, 2, 3, 4)]


async def test_what_is_posted_within_the_distance_of_passes_is_one_write_to_each() -> None:
    bus, clock = MemoryBus(), ManualClock()
    lecture = BigRoom("lecture", 100, bus, clock)
    lecture.post()
    await turn()
    for _ in range(10):
        lecture.post()
        await turn()
    clock.advance(1)
    assert lecture.written() == 100
    assert {len(viewer.socket.frames_written) for viewer in lecture.viewers} == {2}
    assert len({id(viewer.socket.frames_written[1]) for viewer in lecture.viewers}) == 1


async def test_nothing_falls_out_of_the_ring_between_two_passes() -> None:
    bus, clock = MemoryBus(), ManualClock()
    lecture = BigRoom("lecture", 100, bus, clock)
    for _ in range(3 * RING_ENTRIES):
        lecture.post()
    clock.advance(1)
    await turn()
    clock.advance(1)
    for viewer in lecture.viewers[:3]:
        await viewer.read()
        assert viewer.seqs == list(range(1, lecture.head + 1))


# ---------------------------------------------------------------- who asks


async def test_who_asks_in_a_large_room_sees_it_before_hearing_that_it_is_done() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, 1)
        viewers = [Viewer(f"member-{number}", clock=rig.clock) for number in range(100)]
        for viewer in viewers:
            await rig.look(opened, viewer)
        await rig.post(opened, 1)
        await turn()
        await rig.post(opened, 1)
        asking, other = viewers[0], viewers[1]
        opened.fanout.hurry(asking.subscriber)
        head = opened.host.head.seq
        assert asking.subscriber.position == head
        assert other.subscriber.position is not None
        assert other.subscriber.position < head
        rig.clock.advance(1)
        for viewer in viewers:
            await viewer.read()
            assert viewer.seqs[-1] == head
