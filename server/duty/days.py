"""Tells daily rooms when their days begin: at local midnight of the calendar zone of their space, weeks in advance.

All of them are told at the start, twice a day, and when a plan or a room was changed; also closed ones, whose log keeps
when to wake them. In a space without a plan days are those of UTC.
"""

from __future__ import annotations

import asyncio
import logging

from community.days import days
from community.local_time import zone_named
from rooms.life.terms import SetDays
from rooms.terms import SYSTEM
from server.duty.bell import Bell
from server.duty.coverage import AT_ONCE, RETRY_SECONDS, Ask
from server.duty.plans import Plans
from server.storage.directory import SqlDirectory
from signaling.ports import Clock, RoomSpec

logger = logging.getLogger(__name__)

AHEAD = 45
"""Days that a room knows: so long it begins them without being told more."""
TOLD_EVERY = 12 * 3600.0
WITHOUT_A_PLAN = "UTC"


class Days:
    def __init__(self, plans: Plans, directory: SqlDirectory, ask: Ask, clock: Clock) -> None:
        self._plans, self._directory, self._ask, self._clock = plans, directory, ask, clock
        self._bell = Bell(clock)

    def ring(self) -> None:
        """A plan or a room has changed. Never waits."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled. What fails is tried again."""
        while True:
            try:
                wait = TOLD_EVERY if await self.tell() else RETRY_SECONDS
            except Exception:
                logger.exception("daily rooms cannot be told their days")
                wait = RETRY_SECONDS
            await self._bell.wait(self._clock.now() + wait)

    async def tell(self) -> bool:
        """Every daily room; whether all of them could be told."""
        zones = {stored.space: stored.plan.calendar.zone for stored in await self._plans.all_newest()}
        specs = await self._directory.daily_rooms()
        told: list[bool] = []
        for start in range(0, len(specs), AT_ONCE):
            some = specs[start : start + AT_ONCE]
            async with asyncio.TaskGroup() as tasks:
                telling = [
                    tasks.create_task(self._tell(spec, zones.get(spec.space, WITHOUT_A_PLAN)))
                    for spec in some
                ]
            told += [task.result() for task in telling]
        return all(told)

    async def _tell(self, spec: RoomSpec, name: str) -> bool:
        zone = zone_named(name)
        assert zone is not None, "a plan names a zone that there is"
        command = SetDays(name, days(zone, self._clock.now(), AHEAD))
        try:
            return await self._ask(spec.id, command, SYSTEM) is not None
        except Exception:
            logger.exception("%s cannot be told its days", spec.id)
            return False
