"""What all nodes of a simulated cluster share, and what outlives each of them: the database and the registry."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import to_builtins

from rooms.room import Room
from signaling.cluster.memory_registry import MemoryRegistry
from signaling.memory_log import MemoryLog
from signaling.memory_marks import MemoryReadMarks
from signaling.ports import Clock, LogEntry
from tests.chaos.history import Entry, Wrote
from tests.support.memory_ports import MemoryDirectory, MemoryTickets

ALL = 1_000_000


class Servers:
    def __init__(self, clock: Clock, wrote: Callable[[Wrote], None]) -> None:
        self.log = MemoryLog()
        self.directory = MemoryDirectory()
        self.read_marks = MemoryReadMarks()
        self.tickets = MemoryTickets()
        self.registry = MemoryRegistry(clock)
        self.wrote = wrote
        self._clock = clock

    def wipe_registry(self) -> None:
        """It was restarted, with nothing kept."""
        self.registry = MemoryRegistry(self._clock)

    async def entries(self, room: str) -> list[LogEntry]:
        return await self.log.read(room, 0, ALL)

    async def recorded(self, room: str) -> list[Entry]:
        return [Entry(each.epoch, each.seq, to_builtins(each.event)) for each in await self.entries(room)]

    async def replayed(self, room: str) -> Room:
        """As the log alone tells it."""
        replayed = Room()
        for entry in await self.entries(room):
            replayed.apply(entry.event)
        return replayed
