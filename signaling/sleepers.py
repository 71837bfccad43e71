"""Rooms that nobody needs open now and that have something to do at a known time: each is opened shortly before.

The log keeps that time with each stream, so that a start knows them all. A room that is open keeps its own time, to the
moment; a thousand that are due together need some seconds to be read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from signaling.finding import Finder
from signaling.hosts import Hosts
from signaling.ports import Clock, EventLog
from signaling.timing import sleep

logger = logging.getLogger(__name__)

AHEAD_SECONDS = 60.0
"""Far less than `room_host.SOON_SECONDS`, or it would be closed again."""
RETRY_SECONDS = 10.0
"""A room that could not be opened is tried again after this long."""


class Sleepers:
    def __init__(
        self, log: EventLog, hosts: Hosts, finder: Finder, clock: Clock, wakes: Callable[[str], bool]
    ) -> None:
        """`wakes(room)`: whether it is for this node to open the room."""
        self._log, self._hosts, self._finder, self._clock = log, hosts, finder, clock
        self._wakes = wakes
        self._reread = asyncio.Event()
        self._alarms: dict[str, Callable[[], None]] = {}
        self._due: asyncio.Queue[str] = asyncio.Queue()

    def sleep(self, room: str, until: float) -> None:
        """Have the room open at UTC second `until`; a later call replaces an earlier one."""
        self._wake(room, until - AHEAD_SECONDS)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_reading(), name="who sleeps")
                while True:
                    await self._open(await self._due.get())
        finally:
            for cancel in self._alarms.values():
                cancel()

    def reconsider(self) -> None:
        """Nodes came or went: others may be for this one to wake, or no longer."""
        self._reread.set()

    async def _keep_reading(self) -> None:
        while True:
            first_due_first = sorted((await self._known()).items(), key=lambda slept: slept[1])
            for room, until in first_due_first:
                if self._hosts.opened(room) is None and self._wakes(room):
                    self.sleep(room, until)
            await self._reread.wait()
            self._reread.clear()

    def _wake(self, room: str, at: float) -> None:
        cancel = self._alarms.pop(room, None)
        if cancel is not None:
            cancel()
        if at <= self._clock.now():
            self._due.put_nowait(room)
        else:
            self._alarms[room] = self._clock.call_at(at, lambda: self._ring(room))

    def _ring(self, room: str) -> None:
        del self._alarms[room]
        if self._wakes(room):
            self._due.put_nowait(room)

    async def _known(self) -> dict[str, float]:
        while True:
            try:
                return await self._log.sleepers()
            except Exception:
                logger.exception("who sleeps cannot be read")
                await sleep(self._clock, RETRY_SECONDS)

    async def _open(self, room: str) -> None:
        try:
            spec = await self._finder.sleeper(room)
            opened = None if spec is None else await self._hosts.hold(spec)
        except Exception:
            logger.exception("%s cannot be opened", room)
            self._wake(room, self._clock.now() + RETRY_SECONDS)
            return
        if opened is not None:
            self._hosts.release(opened)
        elif spec is not None:
            self._wake(room, self._clock.now() + RETRY_SECONDS)
