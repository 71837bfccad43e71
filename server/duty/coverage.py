"""Gives each room what it measures by: the targets and hours of its space's plan, for the next weeks, and more in time.

A room is told when it opens and when a plan is saved, by the node that owns it. Before its known hours end it is told more of them, also of older
plans that something in it is still measured by, and also while it is closed if somebody waits there: a clock without
hours stands still. Without a plan a room keeps its defaults.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from rooms.commands import AnyCommand
from rooms.life.terms import Tick
from rooms.obligations.changes import is_open
from rooms.obligations.terms import Coverage, SetCoverage
from rooms.obligations.view import ObligationView
from rooms.rejections import Rejection
from rooms.room import Room
from rooms.terms import SYSTEM, Actor
from server.duty.bell import Bell
from server.duty.plan import StoredPlan, coverage
from server.duty.plans import Plans
from signaling.mailbox import Done, Outcome
from signaling.ports import Clock, Directory, EventLog, RoomSpec

logger = logging.getLogger(__name__)

DAY = 86_400.0
HORIZON = 45 * DAY
"""So far ahead hours are told."""
RENEWED_BEFORE = 30 * DAY
"""With less than this of known hours left, more are told."""
LOOKED_AT_EVERY = DAY
RETRY_SECONDS = 10.0
AT_ONCE = 50

Ask = Callable[[str, AnyCommand, Actor], Awaitable[Outcome | None]]
"""Ask a room by its id; None: there is no such room, or it cannot be opened now."""
OpenRooms = Callable[[], Iterable[tuple[RoomSpec, Room]]]


class Coverages:
    def __init__(
        self,
        plans: Plans,
        directory: Directory,
        log: EventLog,
        ask: Ask,
        open_rooms: OpenRooms,
        clock: Clock,
        looks_after_closed: Callable[[], bool] = lambda: True,
    ) -> None:
        """`looks_after_closed`: whether rooms that nobody has open are this node's to open."""
        self._looks_after_closed = looks_after_closed
        self._plans, self._directory, self._log = plans, directory, log
        self._ask, self._open_rooms, self._clock = ask, open_rooms, clock
        self._bell = Bell(clock)
        self._to_tell: dict[str, tuple[RoomSpec, dict[int, float]]] = {}
        self._next_look = 0.0
        self._made: dict[tuple[str, int], tuple[float, Coverage]] = {}

    def room_opened(self, spec: RoomSpec, room: Room) -> None:
        """It may lack hours; never waits."""
        self._to_tell[spec.id] = (spec, room.covered_until())
        self._bell.ring()

    def plan_changed(self) -> None:
        """Every open room is told; never waits."""
        self._next_look = 0.0
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled. What fails is tried again."""
        while True:
            again = self._next_look
            try:
                await self.tell()
                again = self._next_look
            except Exception:
                logger.exception("rooms cannot be told their hours")
                again = self._clock.now() + RETRY_SECONDS
            if self._to_tell:
                again = min(again, self._clock.now() + RETRY_SECONDS)
            await self._bell.wait(again)

    async def tell(self) -> None:
        """Every room that lacks something, as far as it is known. What could not be told stays to be told."""
        newest = {stored.space: stored for stored in await self._plans.all_newest()}
        now = self._clock.now()
        if now >= self._next_look:
            await self._look(newest, now)
            self._next_look = now + LOOKED_AT_EVERY
        waiting, self._to_tell = list(self._to_tell.values()), {}
        lacking = [each for each in waiting if each[0].space in newest]
        for start in range(0, len(lacking), AT_ONCE):
            async with asyncio.TaskGroup() as tasks:
                for spec, known in lacking[start : start + AT_ONCE]:
                    tasks.create_task(self._tell(spec, known, newest[spec.space]), name=f"hours of {spec.id}")

    async def _look(self, newest: dict[str, StoredPlan], now: float) -> None:
        """All open rooms; and closed ones are opened in which a clock stands still, which tells us of them."""
        for spec, room in self._open_rooms():
            self._to_tell.setdefault(spec.id, (spec, room.covered_until()))
        for space in newest if self._looks_after_closed() else ():
            rooms = [spec.id for spec in await self._directory.rooms(space)]
            stored = await self._log.board(rooms, now)
            for id in {each.room for each in stored if _may_stand_still(each.obligation, now)}:
                if id not in self._to_tell:
                    await self._ask(id, Tick(), SYSTEM)

    async def _tell(self, spec: RoomSpec, known: dict[int, float], newest: StoredPlan) -> None:
        try:
            for version in sorted({newest.version, *known}):
                if known.get(version, 0.0) < self._clock.now() + RENEWED_BEFORE:
                    await self._tell_version(spec, version, newest)
        except Exception:
            logger.exception("%s cannot be told its hours", spec.id)
            self._to_tell.setdefault(spec.id, (spec, known))

    async def _tell_version(self, spec: RoomSpec, version: int, newest: StoredPlan) -> None:
        """Raises OSError when the room cannot be asked."""
        hours = await self._coverage(newest, version)
        if hours is None:
            return
        outcome = await self._ask(spec.id, SetCoverage(hours), SYSTEM)
        if not isinstance(outcome, Done | Rejection):  # a rejection: the room is over
            raise OSError(f"{spec.id} cannot be asked")

    async def _coverage(self, newest: StoredPlan, version: int) -> Coverage | None:
        """The same for all rooms that ask within an hour. None: there is no such version."""
        key, now = (newest.space, version), self._clock.now()
        made = self._made.get(key)
        if made is not None and now < made[0] + 3600.0:
            return made[1]
        stored = newest if version == newest.version else await self._plans.version(newest.space, version)
        if stored is None:
            return None
        hours = coverage(stored, now - DAY, now + HORIZON)
        self._made[key] = (now, hours)
        return hours


def _may_stand_still(view: ObligationView, now: float) -> bool:
    """Its next moment lies behind the hours that its room knows, so nothing there will wake the room."""
    if not is_open(view) or view.paused_for is not None:
        return False
    return view.due_at is None or view.due_at <= now
