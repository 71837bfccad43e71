"""A room host on an in-memory log and a clock that a test moves, and everything it published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.events import AnyEvent
from rooms.members.terms import AttachDevice
from rooms.room import Room
from signaling.bus import MemoryBus
from signaling.fanout import channel
from signaling.mailbox import Done
from signaling.ports import LogEntry, RoomSpec
from signaling.room_entries import Published, from_bus
from signaling.room_host import RoomHost
from tests.support.clock import ManualClock
from tests.support.memory_ports import STUDY, FaultyLog
from tests.support.rooms import person


class HostRig:
    def __init__(self, log: FaultyLog | None = None, clock: ManualClock | None = None) -> None:
        self.log = log or FaultyLog()
        self.bus = MemoryBus()
        self.clock = clock or ManualClock()
        self.published: list[LogEntry] = []
        self.heard: list[tuple[int, int]] = []
        self.bus.subscribe(channel(STUDY.id), self._receive)
        self.host = RoomHost(STUDY, self.log, self.bus, self.clock, self._listen)

    def _receive(self, data: bytes) -> None:
        message = from_bus(data)
        assert isinstance(message, Published)
        self.published += message.entries

    def _listen(self, _spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        self.heard.append((room.seq, entries[-1].seq))

    async def stored(self) -> list[AnyEvent]:
        return [entry.event for entry in await self.log.read(STUDY.id, 0, 10_000)]

    async def posts(self) -> list[Done]:
        """Where each message stands in the log: what its author was told, and is told again."""
        stored = enumerate(await self.stored(), 1)
        return [Done(seq) for seq, event in stored if isinstance(event, MessagePosted)]

    async def enter(self, *members: str) -> None:
        for member in members:
            actor = person(member)
            assert isinstance(await self.host.submit(AttachDevice(actor.device), actor), Done)


@asynccontextmanager
async def hosted(log: FaultyLog | None = None) -> AsyncIterator[HostRig]:
    """An open host; the block ends once it has ended."""
    rig = HostRig(log)
    await rig.host.open()
    await rig.host.begin()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.host.run())
        try:
            yield rig
        finally:
            rig.log.failure = None
            rig.log.writes.set()
            rig.host.close()
            await running


def post(text: str, cid: str | None = None) -> PostMessage:
    return PostMessage(cid or f"cid-{text}", text)
