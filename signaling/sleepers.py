"""Rooms that nobody needs open now and that have something to do at a known time: each is opened when it comes.

The log keeps that time with each stream, so that a start knows them all. A room that is open keeps its own time.
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

RETRY_SECONDS = 10.0
"""A room that could not be opened is tried again after this long."""


class Sleepers:
    def __init__(self, log: EventLog, hosts: Hosts, finder: Finder, clock: Clock) -> None:
        self._log, self._hosts, self._finder, self._clock = log, hosts, finder, clock
        self._alarms: dict[str, Callable[[], None]] = {}
        self._due: asyncio.Queue[str] = asyncio.Queue()

    def sleep(self, room: str, until: float) -> None:
        """Open the room at UTC second `until`; a later call replaces an earlier one."""
        cancel = self._alarms.pop(room, None)
        if cancel is not None:
            cancel()
        if until <= self._clock.now():
            self._due.put_nowait(room)
        else:
            self._alarms[room] = self._clock.call_at(until, lambda: self._ring(room))

    async def run(self) -> None:
        """Until cancelled."""
        try:
            for room, until in (await self._known()).items():
                if self._hosts.opened(room) is None:
                    self.sleep(room, until)
            while True:
                await self._open(await self._due.get())
        finally:
            for cancel in self._alarms.values():
                cancel()

    def _ring(self, room: str) -> None:
        del self._alarms[room]
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
            spec = await self._finder.room(room)
            opened = None if spec is None else await self._hosts.hold(spec)
        except Exception:
            logger.exception("%s cannot be opened", room)
            self.sleep(room, self._clock.now() + RETRY_SECONDS)
            return
        if opened is not None:
            self._hosts.release(opened)
        elif spec is not None:
            self.sleep(room, self._clock.now() + RETRY_SECONDS)
