"""What was scheduled is posted once, whoever runs the room then: after a crash, a restart, and while nobody is there."""

from __future__ import annotations

import asyncio

import pytest

from community.post_times import Timing
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.roles import Role
from rooms.schedule.terms import LATEST_SECONDS, ScheduledPostMissed, SchedulePost
from signaling.wire import Ok
from tests.support.memory_ports import FaultyLog
from tests.support.node import NodeRig, running
from tests.support.rooms import START
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

TOMORROW = Timing("UTC", "2023-11-15", 10 * 60)
DUE = 1_700_042_400.0


async def planned() -> FaultyLog:
    """What a kill leaves of a node in which staff had scheduled something."""
    async with running() as rig:
        tess = await rig.seated("tess", role=Role.TEACHER)
        command = SchedulePost("cid-00001", "Good morning", TOMORROW)
        assert isinstance(await tess.command("study", command), Ok)
        return rig.log.after_a_kill()


async def settled(rig: NodeRig) -> None:
    async with asyncio.timeout(20):
        for _ in range(60):
            await turn()
            rig.clock.advance(0)


async def posted(log: FaultyLog) -> list[float]:
    return [
        entry.event.at
        for entry in await log.read("study", 0, 1000)
        if isinstance(entry.event, MessagePosted) and entry.event.author_kind is AuthorKind.SYSTEM
    ]


@pytest.mark.row("A27")
async def test_in_a_room_that_sleeps_it_is_posted_in_time() -> None:
    log = await planned()
    assert await log.sleepers() == {"study": DUE}
    async with running(log) as rig:
        rig.clock.advance(DUE - START - 60)
        await settled(rig)
        rig.clock.advance(60)
        await settled(rig)
        assert await posted(rig.log) == [DUE]


@pytest.mark.row("A27")
async def test_a_server_that_was_down_posts_it_once_however_often_it_is_killed_then() -> None:
    log = await planned()
    for _ in range(3):
        async with running(log) as rig:
            rig.clock.advance(DUE + 3600.0 - START)
            await settled(rig)
            assert await posted(rig.log) == [DUE + 3600.0]
            log = rig.log.after_a_kill()


@pytest.mark.row("A27")
async def test_when_it_comes_back_too_late_the_post_is_noted_as_missed() -> None:
    async with running(await planned()) as rig:
        rig.clock.advance(DUE + LATEST_SECONDS + 60.0 - START)
        await settled(rig)
        assert await posted(rig.log) == []
        entries = await rig.log.read("study", 0, 1000)
        assert [type(entry.event) for entry in entries].count(ScheduledPostMissed) == 1


async def test_a_refused_append_is_tried_again_and_stands_once() -> None:
    async with running(await planned()) as rig:
        rig.log.refuses = lambda stream, events: any(isinstance(each, MessagePosted) for each in events)
        rig.clock.advance(DUE - START)
        await settled(rig)
        assert rig.log.refused > 0
        rig.log.refuses = lambda stream, events: False
        rig.clock.advance(60)
        await settled(rig)
        assert await posted(rig.log) == [DUE + 60]
