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
RETRY_SECONDS = 2.0
"""After a room could not be opened, the next one is tried: while the log is down, one at a time asks after it."""


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

    def again(self, room: str) -> None:
        """It ended here by a failure, with something to do: nobody else may know."""
        self._alarm(room, self._clock.now() + RETRY_SECONDS, lambda: self._due.put_nowait(room))

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_reading(), name="who sleeps")
                while True:
                    await self._open_in_turn(await self._due.get())
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
        def ring() -> None:
            if self._wakes(room):
                self._due.put_nowait(room)

        if at <= self._clock.now():
            self._forget(room)
            self._due.put_nowait(room)
        else:
            self._alarm(room, at, ring)

    def _alarm(self, room: str, at: float, ring: Callable[[], None]) -> None:
        def rings() -> None:
            del self._alarms[room]
            ring()

        self._forget(room)
        self._alarms[room] = self._clock.call_at(at, rings)

    def _forget(self, room: str) -> None:
        cancel = self._alarms.pop(room, None)
        if cancel is not None:
            cancel()

    async def _known(self) -> dict[str, float]:
        while True:
            try:
                return await self._log.sleepers()
            except Exception:
                logger.exception("who sleeps cannot be read")
                await sleep(self._clock, RETRY_SECONDS)

    async def _open_in_turn(self, room: str) -> None:
        if not await self._is_opened(room):
            self._due.put_nowait(room)
            await sleep(self._clock, RETRY_SECONDS)

    async def _is_opened(self, room: str) -> bool:
        """Or is no more."""
        try:
            spec = await self._finder.sleeper(room)
            if spec is None:
                return True
            opened = await self._hosts.hold(spec)
        except Exception:
            logger.exception("%s cannot be opened", room)
            return False
        if opened is not None:
            self._hosts.release(opened)
        return opened is not None
