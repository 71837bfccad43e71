"""Whether those who are connected may still do what they were let in with: asked anew when other nodes' news of a change
may have been lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from rooms.roles import Role
from signaling.ports import Clock, Grant, Tickets
from signaling.timing import sleep

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""After what people may do could not be read."""


class Regrants:
    """`grants` are those of all who are connected; `changed` hears of whoever has another role now, or none."""

    def __init__(
        self,
        tickets: Tickets,
        clock: Clock,
        grants: Callable[[], Iterable[Grant]],
        changed: Callable[[str, Role | None], None],
    ) -> None:
        self._tickets, self._clock = tickets, clock
        self._grants, self._changed = grants, changed
        self._doubted = asyncio.Event()

    def doubt(self) -> None:
        """Never waits."""
        self._doubted.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            try:
                await self._compare()
            except Exception:
                logger.exception("what people may do cannot be read")
                self._doubted.set()
                await sleep(self._clock, RETRY_SECONDS)

    async def _compare(self) -> None:
        roles = await self._tickets.roles(sorted({grant.person for grant in self._grants()}))
        for person in {grant.person for grant in self._grants() if roles.get(grant.person) is not grant.role}:
            self._changed(person, roles.get(person))
