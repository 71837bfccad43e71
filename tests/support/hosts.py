"""Open rooms on an in-memory log, and viewers that look at them as a connection does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rooms.chat.terms import PostMessage
from rooms.members.terms import AttachDevice
from rooms.roles import Role
from signaling.bus import MemoryBus
from signaling.hosts import Hosts, OpenedRoom
from signaling.memory_log import MemoryLog
from signaling.ports import RoomSpec
from signaling.replay import catch_up, enter, resumable
from tests.support.clock import ManualClock
from tests.support.memory_ports import ZONE
from tests.support.rooms import person
from tests.support.viewer import Viewer


class HostsRig:
    def __init__(self, tasks: asyncio.TaskGroup, log: MemoryLog, bus: MemoryBus, spec: RoomSpec) -> None:
        self._spec = spec
        self.log = log
        self.clock = ManualClock()
        self.hosts = Hosts(
            log,
            bus,
            self.clock,
            tasks,
            lambda spec, room, entries: None,
            on_opened=lambda opened: None,
            on_asleep=lambda room, until: None,
        )

    async def open(self) -> OpenedRoom:
        opened = await self.hosts.hold(self._spec)
        assert opened is not None
        return opened

    async def post(self, opened: OpenedRoom, count: int, author: str = "ada", body: str = "hello") -> None:
        """By staff, who are owed nothing for it: each is one entry."""
        actor = person(author, Role.TEACHER)
        await opened.host.submit(AttachDevice(actor.device), actor)
        done = [
            opened.host.submit(PostMessage(f"cid-{opened.host.room.seq}-{number}", body), actor)
            for number in range(count)
        ]
        await asyncio.gather(*done)

    async def look(self, opened: OpenedRoom, viewer: Viewer, *, reads: bool = True) -> None:
        """Connect (anew) from the position that is held; the viewer reads meanwhile."""
        held = viewer.position
        opened.fanout.unsubscribe(viewer.subscriber)
        opened.fanout.subscribe(viewer.connect())
        position = await resumable(opened, self.log, viewer.subscriber.audience, held)
        after = enter(opened, viewer.subscriber, 1, position)
        async with asyncio.TaskGroup() as tasks:
            reading = [tasks.create_task(viewer.keep_reading())] if reads else []
            await catch_up(opened, self.log, viewer.subscriber, after)
            for task in reading:
                task.cancel()


@asynccontextmanager
async def hosting(
    log: MemoryLog | None = None, bus: MemoryBus | None = None, spec: RoomSpec = ZONE
) -> AsyncIterator[HostsRig]:
    async with asyncio.TaskGroup() as tasks:
        rig = HostsRig(tasks, log or MemoryLog(), bus or MemoryBus(), spec)
        yield rig
        rig.hosts.close()
