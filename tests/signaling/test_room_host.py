"""The host: one writer, nothing acknowledged or told before it stands in the log, one timer, and snapshots."""

from __future__ import annotations

import asyncio
import logging

import pytest
from typing_extensions import override

from rooms.kinds import POLICIES, RoomKind
from rooms.life.terms import RoomOpened, Tick
from rooms.members.terms import AttachDevice, DetachDevice, Leave, LeaveReason, MemberLeft
from rooms.rejections import Rejection, RejectionCode
from rooms.room import Room
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.terms import CloseSubRoom, NoteClosed, OpenSubRoom
from rooms.terms import SYSTEM
from rooms.visibility import EVERYONE
from signaling import room_host
from signaling.codes import ErrorCode
from signaling.mailbox import Done, Failed
from signaling.ports import NotSaved, StoredSnapshot
from tests.support.host import hosted, post
from tests.support.memory_ports import STUDY, FaultyLog
from tests.support.rooms import person

pytestmark = pytest.mark.anyio

ADA = person("ada")
BO = person("bo")
GRACE = POLICIES[RoomKind.STUDY].reconnect_grace
NOT_SAVED = Failed(ErrorCode.NOT_SAVED)


async def test_a_new_room_is_opened_with_its_title_and_kind() -> None:
    async with hosted() as rig:
        (opened,) = await rig.stored()
        assert isinstance(opened, RoomOpened)
        assert (opened.title, opened.kind) == (STUDY.title, STUDY.kind)


async def test_an_outcome_tells_where_the_command_stands_in_the_log() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        assert [await rig.host.submit(post("hello"), ADA)] == await rig.posts()


async def test_an_outcome_of_what_makes_nothing_tells_its_last_entry() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        assert await rig.host.submit(Leave(), ADA) == Done(len(await rig.stored()))


async def test_what_changes_nothing_is_done_without_an_entry() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        appends = rig.log.appends
        assert await rig.host.submit(AttachDevice(ADA.device), ADA) == Done(None)
        assert rig.log.appends == appends


async def test_a_refusal_is_told_to_who_asked_and_nothing_is_written() -> None:
    async with hosted() as rig:
        appends = rig.log.appends
        assert await rig.host.submit(post("hello"), ADA) == Rejection(RejectionCode.NOT_PRESENT)
        assert rig.log.appends == appends


async def test_entries_are_published_and_heard_in_order_each_once() -> None:
    async with hosted() as rig:
        await rig.enter("ada", "bo")
        await rig.host.submit(post("hello"), ADA)
        assert [entry.event for entry in rig.published] == (await rig.stored())
        assert [entry.seq for entry in rig.published] == list(range(1, rig.host.room.seq + 1))
        assert all(seq == last for seq, last in rig.heard)


async def test_nothing_is_told_before_it_stands_in_the_log() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        published = len(rig.published)
        rig.log.writes.clear()
        waiting = rig.host.submit(post("hello"), ADA)
        await asyncio.wait([waiting], timeout=0)
        assert not waiting.done()
        assert len(rig.published) == published
        assert rig.host.room.seq == published
        rig.log.writes.set()
        assert isinstance(await waiting, Done)
        assert len(rig.published) == rig.host.room.seq > published


async def test_what_is_asked_while_one_append_is_written_shares_the_next() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        rig.log.writes.clear()
        first = rig.host.submit(post("first"), ADA)
        await asyncio.wait([first], timeout=0)
        appends = rig.log.appends
        others = [rig.host.submit(post(f"number {number}"), ADA) for number in range(50)]
        rig.log.writes.set()
        outcomes = await asyncio.gather(first, *others)
        assert outcomes == await rig.posts()
        assert rig.log.appends == appends + 1


@pytest.mark.row("D4")
async def test_a_post_repeated_while_the_first_is_being_written_posts_once() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        outcomes = await asyncio.gather(*(rig.host.submit(post("hello"), ADA) for _ in range(3)))
        (posted,) = await rig.posts()
        assert outcomes == [posted] * 3


# ---------------------------------------------------------------- deadlines


async def test_a_member_who_does_not_come_back_leaves_when_the_grace_ends() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        await rig.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        assert rig.clock.armed == [rig.clock.now() + GRACE]
        rig.clock.advance(GRACE)
        await rig.host.submit(Tick(), SYSTEM)
        last = (await rig.stored())[-1]
        assert isinstance(last, MemberLeft)
        assert last.reason is LeaveReason.LOST
        assert rig.clock.armed == []


async def test_there_is_one_timer_however_many_are_away() -> None:
    async with hosted() as rig:
        await rig.enter("ada", "bo")
        await rig.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        first = rig.clock.now() + GRACE
        rig.clock.advance(1)
        await rig.host.submit(DetachDevice(BO.device, clean=False), BO)
        assert rig.clock.armed == [first]


async def test_a_deadline_that_could_not_be_written_is_tried_again_a_second_later() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        await rig.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        rig.log.failure = NotSaved()
        rig.clock.advance(GRACE)
        assert await rig.host.submit(Tick(), SYSTEM) == NOT_SAVED
        assert rig.clock.armed == [rig.clock.now() + room_host.TICK_RETRY_SECONDS]
        rig.log.failure = None
        rig.clock.advance(room_host.TICK_RETRY_SECONDS)
        await rig.host.submit(Tick(), SYSTEM)
        assert rig.host.room.is_empty


async def test_time_never_runs_backwards_in_a_room() -> None:
    log = FaultyLog()
    async with hosted(log) as rig:
        rig.clock.advance(1000)
        await rig.enter("ada")
    async with hosted(log) as rig:
        await rig.enter("bo")
        times = [event.at for event in await rig.stored()]
        assert times == sorted(times)


@pytest.mark.row("F2")
async def test_a_restarted_host_has_everything_that_was_acknowledged_and_starts_the_grace() -> None:
    log = FaultyLog()
    async with hosted(log) as rig:
        await rig.enter("ada")
        await rig.host.submit(post("hello"), ADA)
    async with hosted(log) as rig:
        view = rig.host.room.snapshot(EVERYONE)
        assert [message.body for message in view.chat.messages] == ["hello"]
        assert [member.id for member in view.members] == ["ada"]
        assert rig.host.room.next_deadline() == rig.clock.now() + GRACE
        assert rig.host.head.epoch == 2


async def test_a_snapshot_is_saved_now_and_then_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_host, "SNAPSHOT_EVERY", 5)
    log = FaultyLog()
    async with hosted(log) as rig:
        await rig.enter("ada")
        assert await log.load_snapshot(STUDY.id) is None
        await rig.host.submit(post("one"), ADA)
        await rig.host.submit(post("two"), ADA)
        await rig.host.submit(post("three"), ADA)
        first = await log.load_snapshot(STUDY.id)
        assert first is not None
        assert first.seq == 5
    last = await log.load_snapshot(STUDY.id)
    assert last is not None
    assert last.seq == rig.host.room.seq > first.seq
    assert Room.thaw(last.body).seq == last.seq


async def test_a_snapshot_that_cannot_be_saved_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(room_host, "SNAPSHOT_EVERY", 1)

    class NoSnapshots(FaultyLog):
        @override
        async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None:
            raise NotSaved("disk full")

    with caplog.at_level(logging.ERROR):
        async with hosted(NoSnapshots()) as rig:
            await rig.enter("ada", "bo")
    assert rig.host.room.seq == 5


async def test_what_was_asked_before_closing_is_done_and_later_asking_is_refused() -> None:
    async with hosted() as rig:
        inside = rig.host.submit(AttachDevice(ADA.device), ADA)
        rig.host.close()
        assert isinstance(await inside, Done)
        assert await rig.host.submit(post("late"), ADA) == NOT_SAVED


async def test_the_log_knows_when_a_room_must_be_open_again() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        assert await rig.log.sleepers() == {}
        await rig.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        assert await rig.log.sleepers() == {STUDY.id: rig.clock.now() + GRACE}
        await rig.enter("ada")
        assert await rig.log.sleepers() == {}


async def test_a_room_that_owes_something_to_another_must_be_open_again_at_once() -> None:
    async with hosted() as rig:
        await rig.enter("ada")
        await rig.host.submit(OpenSubRoom("cid-00001", "Limits"), ADA)
        assert await rig.log.sleepers() == {STUDY.id: rig.clock.now() + EMPTY_SECONDS}
        await rig.host.submit(CloseSubRoom(1), ADA)
        assert await rig.log.sleepers() == {STUDY.id: rig.clock.now()}
        await rig.host.submit(NoteClosed(1), SYSTEM)
        assert await rig.log.sleepers() == {}
