"""Rooms open when needed, once, and close when nobody needs them; one that fails takes no other with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.members.terms import AttachDevice, DetachDevice, Leave
from rooms.moderation.terms import MuteMember, MuteScope
from rooms.roles import Role
from rooms.sub_rooms.terms import OpenSubRoom
from signaling.bus import MemoryBus
from signaling.hosts import LINGER_SECONDS, Hosts
from signaling.mailbox import Done
from signaling.ports import NotSaved
from tests.support.clock import ManualClock
from tests.support.memory_ports import QA, STUDY, FaultyLog
from tests.support.rooms import person
from tests.support.viewer import Viewer, turn

pytestmark = pytest.mark.anyio

ADA, TESS = person("ada"), person("tess", Role.TEACHER)


class HostsRig:
    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.log = FaultyLog()
        self.clock = ManualClock()
        self.opened: list[str] = []
        self.asleep: list[tuple[str, float]] = []
        self.hosts = Hosts(
            self.log,
            MemoryBus(),
            self.clock,
            tasks,
            lambda spec, room, entries: None,
            on_opened=lambda opened: self.opened.append(opened.spec.id),
            on_asleep=lambda room, until: self.asleep.append((room, until)),
        )

    async def epochs(self) -> int:
        """How often the study room was opened."""
        return await self.log.acquire(STUDY.id) - 1


@asynccontextmanager
async def hosting() -> AsyncIterator[HostsRig]:
    async with asyncio.TaskGroup() as tasks:
        rig = HostsRig(tasks)
        yield rig
        rig.hosts.close()
        await rig.hosts.closed()


async def test_those_who_come_at_once_share_one_room() -> None:
    async with hosting() as rig:
        opened = await asyncio.gather(*(rig.hosts.hold(STUDY) for _ in range(5)))
        assert len(set(opened)) == 1
        assert opened[0] is rig.hosts.opened(STUDY.id)
        assert await rig.epochs() == 1


async def test_one_who_gives_up_while_a_room_opens_leaves_the_others_waiting_well() -> None:
    async with hosting() as rig:
        rig.log.writes.clear()
        async with asyncio.TaskGroup() as tasks:
            impatient = tasks.create_task(rig.hosts.hold(STUDY))
            patient = tasks.create_task(rig.hosts.hold(STUDY))
            await asyncio.wait([impatient], timeout=0)
            impatient.cancel()
            await asyncio.wait([impatient])
            rig.log.writes.set()
        assert patient.result() is not None


async def test_a_room_whose_log_is_down_does_not_open_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with hosting() as rig:
        rig.log.failure = NotSaved()
        with caplog.at_level(logging.ERROR):
            assert await rig.hosts.hold(STUDY) is None
            assert await asyncio.gather(*(rig.hosts.hold(STUDY) for _ in range(2))) == [None, None]
        rig.log.failure = None
        assert await rig.hosts.hold(STUDY) is not None


async def test_an_empty_room_that_nobody_holds_closes_after_a_while() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        rig.hosts.release(opened)
        rig.clock.advance(LINGER_SECONDS - 1)
        assert rig.hosts.opened(STUDY.id) is opened
        rig.clock.advance(1)
        assert rig.hosts.opened(STUDY.id) is None
        again = await rig.hosts.hold(STUDY)
        assert again is not opened
        assert rig.hosts.opened(STUDY.id) is again


async def test_a_room_says_when_it_is_open_and_one_with_something_far_off_says_so_when_it_closes() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        assert rig.opened == [STUDY.id]
        await opened.host.submit(AttachDevice(TESS.device), TESS)
        await opened.host.submit(AttachDevice(ADA.device), ADA)
        await opened.host.submit(MuteMember("ada", [MuteScope.TEXT], seconds=7200), TESS)
        for actor in (ADA, TESS):
            await opened.host.submit(Leave(), actor)
        until = rig.clock.now() + 7200
        rig.hosts.release(opened)
        rig.clock.advance(LINGER_SECONDS)
        assert rig.hosts.opened(STUDY.id) is None
        assert rig.asleep == [(STUDY.id, until)]


async def test_a_room_with_something_to_do_within_the_hour_stays_open_for_it() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        await opened.host.submit(AttachDevice(ADA.device), ADA)
        await opened.host.submit(OpenSubRoom("cid-00001", "Limits"), ADA)
        await opened.host.submit(Leave(), ADA)
        rig.hosts.release(opened)
        rig.clock.advance(600)
        assert rig.hosts.opened(STUDY.id) is opened
        while opened.host.room.next_deadline() is not None:
            await turn()
        rig.clock.advance(2 * LINGER_SECONDS)
        assert rig.hosts.opened(STUDY.id) is None
        assert rig.asleep == []


async def test_coming_back_in_time_keeps_the_room_open() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        rig.hosts.release(opened)
        rig.clock.advance(LINGER_SECONDS - 1)
        assert await rig.hosts.hold(STUDY) is opened
        rig.clock.advance(10 * LINGER_SECONDS)
        assert rig.hosts.opened(STUDY.id) is opened


async def test_a_room_stays_open_for_who_is_away_and_closes_when_their_grace_is_over() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        await opened.host.submit(AttachDevice(ADA.device), ADA)
        await opened.host.submit(DetachDevice(ADA.device, clean=False), ADA)
        rig.hosts.release(opened)
        rig.clock.advance(30)  # the grace of a study room
        while not opened.host.room.is_empty:
            await turn()
        assert rig.hosts.opened(STUDY.id) is opened
        rig.clock.advance(LINGER_SECONDS)
        assert rig.hosts.opened(STUDY.id) is None


async def test_a_room_that_is_asked_something_at_the_last_moment_stays() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        rig.hosts.release(opened)
        entering = opened.host.submit(AttachDevice(ADA.device), ADA)
        rig.clock.advance(LINGER_SECONDS)
        assert isinstance(await entering, Done)
        assert rig.hosts.opened(STUDY.id) is opened
        await opened.host.submit(Leave(), ADA)
        rig.clock.advance(2 * LINGER_SECONDS)
        assert rig.hosts.opened(STUDY.id) is None


async def test_a_room_that_fails_sends_its_clients_away_and_no_other_room_notices(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with hosting() as rig:
        study, qa = await rig.hosts.hold(STUDY), await rig.hosts.hold(QA)
        assert study is not None
        assert qa is not None
        viewer = Viewer()
        study.fanout.subscribe(viewer.subscriber)

        def broken() -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr(study.host, "_arm", broken)
        with caplog.at_level(logging.ERROR):
            study.host.tell(AttachDevice(ADA.device), ADA)
            while rig.hosts.opened(STUDY.id) is not None:
                await turn()
        assert viewer.losses == 1
        assert isinstance(await qa.host.submit(AttachDevice(ADA.device), ADA), Done)
        assert await rig.hosts.hold(STUDY) is not study


async def test_closing_ends_every_room_with_what_it_was_asked_done() -> None:
    async with hosting() as rig:
        opened = await rig.hosts.hold(STUDY)
        assert opened is not None
        entering = opened.host.submit(AttachDevice(ADA.device), ADA)
        rig.hosts.close()
        await rig.hosts.closed()
        assert isinstance(entering.result(), Done)
        assert list(rig.hosts) == []
        assert await rig.log.load_snapshot(STUDY.id) is not None


async def test_a_room_that_was_still_opening_when_all_close_ends_too() -> None:
    async with hosting() as rig:
        rig.log.writes.clear()
        async with asyncio.TaskGroup() as tasks:
            holding = tasks.create_task(rig.hosts.hold(STUDY))
            await asyncio.wait([holding], timeout=0)
            rig.hosts.close()
            rig.log.writes.set()
        await rig.hosts.closed()
        assert list(rig.hosts) == []
        assert await rig.hosts.hold(QA) is None
