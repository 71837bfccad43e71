"""Reads from the log and the plans what metrics are computed from, in a thread of its own: a school year of questions
takes seconds, and rooms do not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from community.covered_time import Window
from community.metrics.bulletin import REPLY_SECONDS, StaffPost
from community.metrics.outcomes import Outcome
from rooms.chat.bulletin import answers, staff_posts
from rooms.chat.terms import MessagePosted
from rooms.events import AnyEvent
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.roles import STAFF
from server.duty.history import History
from server.duty.plans import Plans
from server.storage.people import People
from signaling.ports import Clock, Directory, EventLog

UTC_ZONE = "UTC"


class Measured(Struct, frozen=True):
    """Outcomes of all that was opened from the start on, as of `now`; the rest is of the time that was asked for."""

    outcomes: list[Outcome]
    on_duty: set[str]
    gaps: list[Window]
    posts: list[StaffPost]
    history: History
    now: float


class Measuring:
    def __init__(
        self, log: EventLog, plans: Plans, directory: Directory, people: People, clock: Clock
    ) -> None:
        self._log, self._plans, self._directory, self._people = log, plans, directory, people
        self._clock = clock

    async def zone(self, space: str) -> ZoneInfo:
        """Of the newest plan's calendar; UTC without a plan."""
        stored = await self._plans.newest(space)
        return ZoneInfo(UTC_ZONE if stored is None else stored.plan.calendar.zone)

    async def rooms(self, space: str) -> list[str]:
        return [spec.id for spec in await self._directory.rooms(space)]

    async def names(self, people: Iterable[str]) -> dict[str, str]:
        """By id, of those who chose one."""
        return {id: name for id, name in (await self._people.names(people)).items() if name}

    async def measure(self, space: str, rooms: Sequence[str], start: float, end: float) -> Measured:
        """UTC seconds. What was opened before `end` and answered after it is answered."""
        now = self._clock.now()
        history = History(tuple(await self._plans.all_versions(space)), start, now)
        asked_for = History(history.versions, start, min(end, now))
        kinds = {spec.id: spec.kind.value for spec in await self._directory.rooms(space)}
        staff = frozenset(await self._people.with_roles(space, list(STAFF)))
        logs: dict[str, list[AnyEvent]] = {}
        async for stream, entry in self._log.obligation_events(rooms, start, now + 1.0):
            logs.setdefault(stream, []).append(entry.event)
        said = await self._said(rooms, start, min(end + REPLY_SECONDS, now + 1.0))
        told = [RoomLog(stream, kinds.get(stream, ""), events) for stream, events in logs.items()]

        def measured() -> Measured:
            return Measured(
                outcomes=outcomes(told, now, staff, cache(history.hours)),
                on_duty=asked_for.people_on_duty(rooms),
                gaps=asked_for.gaps(rooms),
                posts=[
                    post
                    for stream, events in said.items()
                    for post in staff_posts(events, staff, answers(logs.get(stream, ())))
                    if post.at < end
                ],
                history=history,
                now=now,
            )

        return await asyncio.to_thread(measured)

    async def _said(self, rooms: Sequence[str], start: float, end: float) -> dict[str, list[MessagePosted]]:
        """By room. What is said in sub-rooms is no post to everybody."""
        said: dict[str, list[MessagePosted]] = {}
        async for stream, entry in self._log.events_of((MessagePosted,), rooms, start, end):
            if stream in rooms and isinstance(entry.event, MessagePosted):
                said.setdefault(stream, []).append(entry.event)
        return said
