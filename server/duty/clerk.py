"""What one office of all does: tells people, hands shifts over, makes reports, sends what is to be sent, forgets what is old.

Everything it does stands in the database, each once; so the next one goes on wherever the last one ended, and two who both
think that it is theirs only cost each other time.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from server.duty.circulars import Circular, Matter
from server.duty.daily import Daily
from server.duty.days import Days
from server.duty.desk import SpaceDesk
from server.duty.gap_alarms import GapAlarms
from server.duty.handovers import Handovers
from server.duty.looking_after import LookingAfter
from server.duty.notifier import Notifier
from server.duty.retention import Retention
from server.duty.sender import Sender
from server.duty.tidings import Tidings
from signaling.ports import Clock
from signaling.timing import sleep

LOOKED_AT_EVERY = 15.0
"""A node may die between writing down what is to be done and telling of it."""


class Running(Protocol):
    async def run(self) -> None:
        """Until cancelled."""
        ...


class Clerk:
    """One turn of it. What it was not told of while another had the turn, it finds when it begins."""

    def __init__(
        self,
        *,
        notifier: Notifier,
        tidings: Tidings,
        handovers: Handovers,
        alarms: GapAlarms,
        care: LookingAfter,
        days: Days,
        daily: Daily,
        sender: Sender,
        retention: Retention,
        clock: Clock,
    ) -> None:
        self._notifier, self._tidings, self._sender = notifier, tidings, sender
        self._handovers, self._alarms, self._care = handovers, alarms, care
        self._days, self._daily, self._retention = days, daily, retention
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        parts: dict[str, Running] = {
            "days": self._days,
            "notifier": self._notifier,
            "tidings": self._tidings,
            "looking after": self._care,
            "daily reports": self._daily,
            "sender": self._sender,
            "retention": self._retention,
        }
        async with asyncio.TaskGroup() as tasks:
            for name, part in parts.items():
                tasks.create_task(part.run(), name=name)
            tasks.create_task(self._look_now_and_then(), name="clerk")

    async def at_edge(self, desk: SpaceDesk, now: float) -> float | None:
        """Implements `desk.AtEdge`."""
        await self._care.look(desk.stored.space)
        again = (await self._handovers.look(desk, now), await self._alarms.look(desk, now))
        return min((at for at in again if at is not None), default=None)

    def hear(self, circular: Circular) -> None:
        match circular.matter:
            case Matter.PLAN:
                self._daily.plan_changed()
                self._days.ring()
            case Matter.ROOMS:
                self._days.ring()
            case Matter.ESCALATIONS:
                self._notifier.ring()
            case Matter.TIDINGS:
                self._tidings.ring()
            case Matter.DELIVERIES:
                self._sender.ring()
            case Matter.SIGNS:
                self._care.tell(circular.space, circular.people)
            case Matter.STAFF:
                pass  # the desk looks, and calls `at_edge`

    def look_at_everything(self) -> None:
        """Circulars may have been lost. The desk looks, too, and calls `at_edge`."""
        self._daily.plan_changed()
        self._days.ring()
        self._look()

    def _look(self) -> None:
        self._notifier.ring()
        self._tidings.ring()
        self._sender.ring()

    async def _look_now_and_then(self) -> None:
        while True:
            await sleep(self._clock, LOOKED_AT_EVERY)
            self._look()
