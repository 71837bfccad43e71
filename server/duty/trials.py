"""Tries a way out at once, so that whoever set it up sees whether something arrives: past the outbox, and never kept."""

from __future__ import annotations

from collections.abc import Callable

from server.duty.audience import Audience
from server.duty.notice import SPACE_ITSELF, Address, Channel, GivenNotice, Lane
from server.duty.sending import GiveUp, Result, Trouble
from server.duty.ways_out import WaysOut

SECONDS_BETWEEN = 5.0
REMEMBERED = 1000


class Trials:
    def __init__(self, audience: Audience, ways_out: WaysOut, now: Callable[[], float]) -> None:
        self._audience, self._ways_out, self._now = audience, ways_out, now
        self._last: dict[str, float] = {}

    def wait(self, by: str) -> float:
        """Seconds until this person may try again; 0: now, and then not for a while."""
        now = self._now()
        left = self._last.get(by, 0.0) + SECONDS_BETWEEN - now
        if left > 0:
            return left
        self._last.pop(by, None)
        self._last[by] = now
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]
        return 0.0

    async def webhook(self, space: str, id: str) -> Result:
        return await self._try(Lane(space, SPACE_ITSELF, Address(Channel.WEBHOOK, id)))

    async def person(self, space: str, person: str, address: Address) -> Result:
        """To one of their own addresses."""
        return await self._try(Lane(space, person, address))

    async def _try(self, lane: Lane) -> Result:
        reader = await self._audience.reader(lane)
        if reader is None:
            return GiveUp(Trouble.GONE)
        now = self._now()
        notice = GivenNotice(
            id=0,
            space=lane.space,
            person=lane.person,
            room="",
            room_title="",
            obligation=0,
            level=0,
            reason=None,
            class_="",
            at=now,
            excerpt="",
        )
        return await self._ways_out.send(lane.address, [notice], reader.language, now)
