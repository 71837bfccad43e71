"""Rooms that have something to do are opened when it is time: in a running node, and after its start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.roles import Role
from rooms.sub_rooms.opening import EMPTY_SECONDS
from rooms.sub_rooms.terms import OpenSubRoom
from signaling.hosts import LINGER_SECONDS
from signaling.sleepers import AHEAD_SECONDS, RETRY_SECONDS
from signaling.wire import LeaveRoom, Ok
from tests.support.memory_ports import STUDY, FaultyLog
from tests.support.node import NodeRig, running
from tests.support.rooms import START
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

A_DAY = 24 * 3600


async def until(rig: NodeRig, condition: Callable[[], bool]) -> None:
    """What is due is done meanwhile, and no time passes."""
    async with asyncio.timeout(20):
        while not condition():
            await turn()
            rig.clock.advance(0)


async def with_a_mute_of_a_day(rig: NodeRig) -> None:
    tess, ada = await rig.seated("tess", role=Role.TEACHER), await rig.seated("ada")
    mute = MuteMember("ada", [MuteScope.TEXT], seconds=A_DAY)
    assert isinstance(await tess.command("study", mute), Ok)
    for page in (ada, tess):
        assert isinstance(await page.answer(LeaveRoom(50, "study")), Ok)
    await until(rig, lambda: rig.room("study").holders == 0)


async def with_a_sub_room(log: FaultyLog | None = None) -> FaultyLog:
    """What a kill leaves of a study room whose sub-room nobody entered."""
    async with running(log) as rig:
        ada = await rig.seated("ada")
        assert isinstance(await ada.command("study", OpenSubRoom("cid-open", "Limits")), Ok)
        return rig.log.after_a_kill()


def is_open(rig: NodeRig) -> bool:
    return rig.node.opened("study") is not None


async def test_what_is_far_off_keeps_no_room_in_memory_and_is_done_in_time() -> None:
    async with running() as rig:
        await with_a_mute_of_a_day(rig)
        rig.clock.advance(LINGER_SECONDS)
        assert not is_open(rig)
        rig.clock.advance(A_DAY - LINGER_SECONDS - AHEAD_SECONDS - 1)
        await turn()
        assert not is_open(rig)
        rig.clock.advance(1)
        await until(rig, lambda: is_open(rig))
        deadline = rig.room("study").host.room.next_deadline()
        assert deadline == START + A_DAY, "it is there in time"
        rig.clock.advance(LINGER_SECONDS)
        await turn()
        assert is_open(rig), "and waits for its moment"
        rig.clock.advance(deadline - rig.clock.now())
        await until(rig, lambda: rig.room("study").host.room.next_deadline() is None)


async def test_after_a_start_a_room_opens_when_its_time_comes() -> None:
    log = await with_a_sub_room()
    assert await log.sleepers() == {"study": START + EMPTY_SECONDS}
    async with running(log) as rig:
        for _ in range(20):
            await turn()
        assert not is_open(rig)
        rig.clock.advance(EMPTY_SECONDS)
        await until(
            rig, lambda: is_open(rig) and rig.room("study").host.room.next_deadline() != START + EMPTY_SECONDS
        )
        await until(rig, lambda: rig.room("study").host.room.sub_room(1) is None)


async def test_after_a_start_a_room_whose_time_has_passed_opens_at_once() -> None:
    log = FaultyLog()
    epoch = await log.acquire("study")
    opened = RoomOpened(at=1.0, title="Study room", kind=RoomKind.STUDY, id="study")
    await log.append("study", epoch, 0, [opened], wake_at=2.0)
    async with running(log) as rig:
        await until(rig, lambda: is_open(rig))


async def test_a_room_that_cannot_be_opened_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    log = await with_a_sub_room()
    async with running(log) as rig:
        await turn()
        rig.directory.is_down = True
        with caplog.at_level(logging.ERROR):
            rig.clock.advance(EMPTY_SECONDS)
            await until(rig, lambda: "study cannot be opened" in caplog.text)
            rig.directory.is_down = False
            rig.log.refuses = lambda stream, events: True
            rig.clock.advance(RETRY_SECONDS)
            await until(rig, lambda: rig.log.refused > 0)
        rig.log.refuses = lambda stream, events: False
        await until(rig, lambda: rig.clock.now() + RETRY_SECONDS in rig.clock.armed)
        rig.clock.advance(RETRY_SECONDS)
        await until(rig, lambda: is_open(rig))


async def test_a_log_that_cannot_say_who_sleeps_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    log = await with_a_sub_room()
    log.reading_fails = True
    async with running(log) as rig:
        with caplog.at_level(logging.ERROR):
            await until(rig, lambda: "who sleeps cannot be read" in caplog.text)
        log.reading_fails = False
        rig.clock.advance(RETRY_SECONDS)
        await turn()
        rig.clock.advance(EMPTY_SECONDS)
        await until(rig, lambda: is_open(rig))


@pytest.mark.row("D7")
async def test_a_room_that_ended_by_a_failure_is_opened_again_for_what_is_due_in_it() -> None:
    async with running() as rig:
        ada = await rig.seated("ada")
        assert isinstance(await ada.command("study", OpenSubRoom("cid-open", "Limits")), Ok)
        failing = rig.room("study")
        rig.log.is_newer = True
        failing.fanout.check(failing.host.head.seq + 1)
        await until(rig, lambda: not is_open(rig))
        rig.log.is_newer = False
        rig.clock.advance(RETRY_SECONDS)
        await until(rig, lambda: is_open(rig))
        rig.clock.advance(EMPTY_SECONDS)
        await until(rig, lambda: rig.room("study").host.room.sub_room(1) is None)


async def test_a_room_that_stays_broken_keeps_no_other_closed() -> None:
    log = FaultyLog()
    for room in ("study", "zone"):
        opened = RoomOpened(at=1.0, title=room, kind=RoomKind.STUDY, id=room)
        await log.append(room, await log.acquire(room), 0, [opened], wake_at=2.0)
    log.refuses = lambda stream, events: stream == "study"
    async with running(log) as rig:
        await until(rig, lambda: rig.clock.now() + RETRY_SECONDS in rig.clock.armed)
        rig.clock.advance(RETRY_SECONDS)
        await until(rig, lambda: rig.node.opened("zone") is not None)
        assert not is_open(rig)


async def test_a_stream_of_a_room_that_is_no_more_is_left_alone() -> None:
    log = await with_a_sub_room()
    async with running(log) as rig:
        rig.directory.specs.remove(STUDY)
        rig.clock.advance(EMPTY_SECONDS)
        for _ in range(20):
            await turn()
        assert not is_open(rig)
        assert isinstance(await (await rig.seated("ada", "zone")).post("zone", "others go on"), Ok)


async def test_a_room_that_somebody_opened_first_keeps_its_own_time() -> None:
    log = await with_a_sub_room()
    async with running(log) as rig:
        await rig.seated("bo")
        opened = rig.room("study")
        rig.clock.advance(EMPTY_SECONDS)
        await until(rig, lambda: opened.host.room.sub_room(1) is None)
        assert opened is rig.node.opened("study")
