"""Coming up to date: the exact gap or a snapshot, never a duplicate, whatever happens meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from typing_extensions import override

from rooms.chat.terms import RECENT_MESSAGES, DeleteMessage, HideMessage
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.roles import Role
from rooms.visibility import EVERYONE, audience_of
from signaling.bus import MemoryBus
from signaling.hosts import OpenedRoom
from signaling.mailbox import Done
from signaling.memory_log import MemoryLog
from signaling.outbox import BOUND, STALLED_SECONDS
from signaling.replay import MAX_REPLAY, catch_up, enter, resumable
from signaling.room_entries import RING_ENTRIES
from signaling.wire import Position
from tests.support.hosts import HostsRig, hosting
from tests.support.rooms import person
from tests.support.viewer import Viewer, turn

pytestmark = pytest.mark.anyio

ADA = person("ada")


async def test_without_a_position_there_is_a_snapshot_and_then_each_entry() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, 3)
        viewer = Viewer()
        await rig.look(opened, viewer)
        await rig.post(opened, 2)
        await viewer.read()
        assert viewer.resumed == [False]
        assert viewer.view == opened.host.room.snapshot(EVERYONE)
        assert len(viewer.seqs) == 2


@pytest.mark.row("D2")
@pytest.mark.parametrize("missed", [0, 1, 30, MAX_REPLAY - 1])
async def test_a_position_in_reach_gets_exactly_what_it_missed(missed: int) -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, 3)
        viewer = Viewer()
        await rig.look(opened, viewer)
        await viewer.read()
        opened.fanout.unsubscribe(viewer.subscriber)
        await rig.post(opened, missed)
        await rig.look(opened, viewer)
        await rig.post(opened, 1)
        await viewer.read()
        assert viewer.resumed == [False, True]
        assert len(viewer.seqs) == missed + 1
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


LONGEST = "x" * 4000


@pytest.mark.row("D2")
@pytest.mark.parametrize("missed", [100, MAX_REPLAY - 2], ids=["some", "as many as are replayed"])
async def test_a_large_gap_is_given_as_fast_as_the_client_reads_and_never_cut_off(missed: int) -> None:
    async with hosting() as rig:
        opened = await rig.open()
        viewer = Viewer()
        await rig.look(opened, viewer)
        await viewer.read()
        opened.fanout.unsubscribe(viewer.subscriber)
        await rig.post(opened, missed, body=LONGEST)
        largest = await _look_slowly(rig, opened, viewer)
        await viewer.read()
        assert (viewer.overflows, viewer.resumed) == (0, [False, True])
        assert viewer.view == opened.host.room.snapshot(EVERYONE)
        assert largest < BOUND / 2


@pytest.mark.row("D2")
async def test_what_happens_while_a_slow_client_catches_up_does_not_cut_it_off() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, RECENT_MESSAGES, body="字" * 4000)
        viewer = Viewer()
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(rig.look(opened, viewer, reads=False))
            for _ in range(6):
                await rig.post(opened, 50, body=LONGEST)
            while not looking.done():
                await viewer.read()
                await turn()
        await viewer.read()
        assert viewer.overflows == 0
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


@pytest.mark.parametrize("missed", [100, MAX_REPLAY - 2], ids=["some", "as many as are replayed"])
async def test_who_reads_nothing_while_catching_up_is_cut_off(missed: int) -> None:
    async with hosting() as rig:
        opened = await rig.open()
        viewer = Viewer(clock=rig.clock)
        await rig.look(opened, viewer)
        await viewer.read()
        opened.fanout.unsubscribe(viewer.subscriber)
        await rig.post(opened, missed, body=LONGEST)
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(rig.look(opened, viewer, reads=False))
            await turn()
            await turn()
            rig.clock.advance(STALLED_SECONDS - 1)
            assert viewer.overflows == 0
            rig.clock.advance(1)
            assert viewer.overflows == 1
            looking.cancel()


async def _look_slowly(rig: HostsRig, opened: OpenedRoom, viewer: Viewer) -> int:
    """The most that ever waited for the client."""
    largest = 0
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(rig.look(opened, viewer, reads=False))
        while not looking.done():
            await turn()
            largest = max(largest, viewer.socket.waiting)
            await viewer.read()
    return largest


@pytest.mark.row("D2")
async def test_after_a_restart_what_was_missed_comes_from_the_log() -> None:
    log = MemoryLog()
    viewer = Viewer()
    async with hosting(log) as rig:
        opened = await rig.open()
        await rig.look(opened, viewer)
        await viewer.read()
        await rig.post(opened, 20)
    async with hosting(log) as rig:
        opened = await rig.open()
        await rig.look(opened, viewer)
        await viewer.read()
        assert viewer.resumed == [False, True]
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


@pytest.mark.row("D2")
@pytest.mark.parametrize("restarts", [False, True], ids=["from the ring", "from the log"])
async def test_words_that_were_deleted_or_hidden_meanwhile_are_not_given_again(restarts: bool) -> None:
    log = MemoryLog()
    viewer, staying = Viewer(), Viewer("staying")
    async with hosting(log) as rig:
        opened = await rig.open()
        await rig.look(opened, viewer)
        await rig.look(opened, staying)
        await viewer.read()
        opened.fanout.unsubscribe(viewer.subscriber)
        await rig.post(opened, 2, body=SECRET)
        assert SECRET in str(await staying.read())
        await _take_back(opened)
        if not restarts:
            await _assert_nothing_of_it(rig, opened, viewer)
    if restarts:
        async with hosting(log) as rig:
            await _assert_nothing_of_it(rig, await rig.open(), viewer)


SECRET = "words that were taken back"


async def _take_back(opened: OpenedRoom) -> None:
    teacher = person("ada", Role.TEACHER)
    assert isinstance(await opened.host.submit(DeleteMessage(1), teacher), Done)
    assert isinstance(await opened.host.submit(HideMessage(2), teacher), Done)


async def _assert_nothing_of_it(rig: HostsRig, opened: OpenedRoom, viewer: Viewer) -> None:
    held = viewer.position
    opened.fanout.subscribe(viewer.connect())
    position = await resumable(opened, rig.log, EVERYONE, held)
    assert position is not None
    await catch_up(opened, rig.log, viewer.subscriber, enter(opened, viewer.subscriber, 1, position))
    assert SECRET not in str(await viewer.read())
    assert viewer.view == opened.host.room.snapshot(EVERYONE)


async def test_a_position_behind_the_ring_is_read_from_the_log_page_by_page() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        viewer = Viewer()
        await rig.look(opened, viewer)
        await viewer.read()
        start = viewer.subscriber.position
        assert start is not None
        await rig.post(opened, 2 * RING_ENTRIES)
        opened.fanout.unsubscribe(viewer.subscriber)
        viewer.connect()
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(viewer.keep_reading())
            await catch_up(opened, rig.log, viewer.subscriber, start)
            reading.cancel()
        await viewer.read()
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


@pytest.mark.row("D3")
@pytest.mark.parametrize(
    "position",
    [
        Position(1, 10),
        Position(7, 690),
        Position(2, 700),
        Position(1, 5000),
        Position(0, 0),
        Position(2**53 - 1, 2**53 - 1),
    ],
    ids=["too old", "of another epoch", "written by an earlier owner", "of the future", "nothing", "absurd"],
)
async def test_a_position_out_of_reach_gets_a_snapshot(position: Position) -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, 800)
        viewer = Viewer()
        viewer.position = position
        await rig.look(opened, viewer)
        await viewer.read()
        assert viewer.resumed == [False]
        assert viewer.seqs == []
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


@pytest.mark.row("D3")
async def test_a_log_that_was_lost_and_begun_anew_does_not_look_like_the_old_one() -> None:
    viewer = Viewer()
    async with hosting(MemoryLog()) as rig:
        opened = await rig.open()
        await rig.post(opened, 5)
    async with hosting(rig.log) as rig:  # a second epoch
        opened = await rig.open()
        await rig.post(opened, 5)
        await rig.look(opened, viewer)
        await viewer.read()
    async with hosting(MemoryLog()) as rig:
        opened = await rig.open()
        await rig.post(opened, 30)
        await rig.look(opened, viewer)
        await viewer.read()
        assert viewer.resumed == [False, False]
        assert viewer.view == opened.host.room.snapshot(EVERYONE)


@pytest.mark.row("D3")
@pytest.mark.parametrize(
    ("then", "now", "resumes"),
    [
        (Role.STUDENT, Role.STUDENT, True),
        (Role.STUDENT, Role.ACTIVE, True),
        (Role.STUDENT, Role.TA, False),
        (Role.TEACHER, Role.STUDENT, False),
        (Role.TEACHER, Role.TA, True),
    ],
)
@pytest.mark.parametrize("behind_the_ring", [False, True])
async def test_who_came_as_staff_and_comes_back_as_no_staff_is_not_resumed(
    then: Role, now: Role, resumes: bool, behind_the_ring: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.replay.MAX_REPLAY", 2 * RING_ENTRIES)
    async with hosting() as rig:
        opened = await rig.open()
        before, after = person("bo", then), person("bo", now)
        await opened.host.submit(AttachDevice(before.device), before)
        held = opened.host.head
        await opened.host.submit(DetachDevice(before.device, clean=True), before)
        await rig.post(opened, RING_ENTRIES if behind_the_ring else 3)
        await opened.host.submit(AttachDevice(after.device), after)
        found = await resumable(opened, rig.log, audience_of("bo", now), held)
        assert found == (held if resumes else None)


async def test_who_was_never_in_the_room_at_a_position_does_not_resume_from_it() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, 3)
        stolen = opened.host.head
        bo = person("bo")
        await opened.host.submit(AttachDevice(bo.device), bo)
        assert await resumable(opened, rig.log, audience_of("bo", bo.role), stolen) is None


async def test_a_fanout_that_lags_behind_its_room_does_not_hide_a_new_role() -> None:
    async with hosting(bus=DeafBus()) as rig:
        opened = await rig.open()
        student, ta = person("bo"), person("bo", Role.TA)
        await opened.host.submit(AttachDevice(student.device), student)
        held = opened.host.head
        await opened.host.submit(AttachDevice(ta.device), ta)
        assert await resumable(opened, rig.log, audience_of("bo", Role.TA), held) is None


class DeafBus(MemoryBus):
    """Loses everything."""

    @override
    def publish(self, channel: str, message: bytes) -> None:
        pass


async def test_a_log_that_ends_before_the_ring_begins_is_an_error_and_not_a_gap() -> None:
    async with hosting() as rig:
        opened = await rig.open()
        await rig.post(opened, RING_ENTRIES + 10)
        with pytest.raises(LookupError):
            await catch_up(opened, MemoryLog(), Viewer().subscriber, 1)
