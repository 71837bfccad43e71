"""From a level of the ladder to notices: each escalation of the log is dealt with once, whatever ends in between.

It reads what is not dealt with yet, at the start and whenever a room has escalated something. Who is told is
`recipients.py`; here is only what that needs to know: who is on duty, who is connected, what is still open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from community.duty import Duty
from rooms.obligations.changes import is_open
from rooms.obligations.events import ObligationEscalated
from rooms.obligations.view import ObligationView
from rooms.roles import Role
from rooms.room import Room
from server.duty.bell import Bell
from server.duty.desk import DutyDesk
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.reach import Reach
from server.duty.recipients import SILENT_SECONDS, Team, recipients, rings, waits_for_primary
from server.storage.database import Database
from server.storage.people import People
from server.storage.tables import escalations
from signaling.finding import home_of
from signaling.ports import Clock, Directory, EventLog, LogEntry, RoomSpec

logger = logging.getLogger(__name__)

AT_ONCE = 200
RETRY_SECONDS = 5.0
"""After something could not be read or written."""


class Escalation(Struct, frozen=True):
    number: int
    stream: str
    obligation: int
    cycle: int
    target: str
    level: int
    at: float


class Notifier:
    """`is_connected(person)`: on any node, with any device."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        directory: Directory,
        people: People,
        desk: DutyDesk,
        notices: SqlNotices,
        reach: Reach,
        is_connected: Callable[[str], bool],
        clock: Clock,
    ) -> None:
        self._database, self._log, self._directory, self._people = database, log, directory, people
        self._desk, self._notices, self._reach = desk, notices, reach
        self._is_connected, self._clock = is_connected, clock
        self._bell = Bell(clock)
        self._began_at = clock.now()

    def entries_appended(self, _spec: RoomSpec, _room: Room, entries: Sequence[LogEntry]) -> None:
        if any(isinstance(entry.event, ObligationEscalated) for entry in entries):
            self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                again = await self.deal()
            except Exception:
                logger.exception("escalations cannot be dealt with")
                again = self._clock.now() + RETRY_SECONDS
            await self._bell.wait(again)

    async def deal(self) -> float | None:
        """With all that there is. When to come back to those that wait for somebody; None: none does."""
        again: list[float] = []
        after = 0
        while found := await self._unhandled(after):
            views = {
                (each.room, each.obligation.id): each.obligation
                for each in await self._log.obligations([(each.stream, each.obligation) for each in found])
            }
            for escalation in found:
                at = await self._deal_with(escalation, views.get((escalation.stream, escalation.obligation)))
                if at is not None:
                    again.append(at)
            after = found[-1].number
        return min(again, default=None)

    async def _deal_with(self, escalation: Escalation, view: ObligationView | None) -> float | None:
        spec = await self._directory.room(home_of(escalation.stream))
        if spec is None or view is None or not is_open(view) or view.cycle != escalation.cycle:
            await self._notices.give([], handled=[escalation.number])  # nobody waits any more
            return None
        team = await self._team(spec)
        until = self._waits_until(escalation, view, team)
        now = self._clock.now()
        drafts = await self._drafts(
            escalation, view, spec, team, is_unreachable=until is not None and until <= now
        )
        is_handled = until is None or until <= now
        await self._notices.give(drafts, handled=[escalation.number] if is_handled else [])
        return None if is_handled else until

    def _waits_until(self, escalation: Escalation, view: ObligationView, team: Team) -> float | None:
        """How long the primary has to come back; None: they are here, somebody has it, or it is not theirs alone."""
        if not waits_for_primary(escalation.level, team) or view.owner or self._is_connected(team.primary):
            return None
        return max(escalation.at, self._began_at) + SILENT_SECONDS

    async def _drafts(
        self,
        escalation: Escalation,
        view: ObligationView,
        spec: RoomSpec,
        team: Team,
        *,
        is_unreachable: bool,
    ) -> list[Draft]:
        draft = Draft(
            space=spec.space,
            person="",
            room=escalation.stream,
            room_title=spec.title,
            reason=Reason.ESCALATED,
            at=self._clock.now(),
            obligation=escalation.obligation,
            cycle=escalation.cycle,
            target=escalation.target,
            level=escalation.level,
            class_=view.class_,
            excerpt=view.excerpt,
        )
        stored = self._desk.plan(spec.space)
        return await self._reach.told(
            draft,
            recipients(escalation.level, team, is_unreachable=is_unreachable),
            None if stored is None else stored.plan.quiet_hours,
            rings=rings(escalation.level),
        )

    async def _team(self, spec: RoomSpec) -> Team:
        duty: Duty | None = self._desk.duty(spec.space, spec.id)
        return Team(
            primary="" if duty is None else duty.primary,
            secondary="" if duty is None else duty.secondary or "",
            pool=() if duty is None else duty.pool,
            assistants=tuple(await self._people.with_roles(spec.space, [Role.TA])),
            operators=tuple(await self._people.with_roles(spec.space, [Role.OPERATOR])),
        )

    async def _unhandled(self, after: int) -> list[Escalation]:
        columns: Any = escalations.c
        query = (
            select(*(columns[name] for name in Escalation.__struct_fields__))
            .where(columns.handled.is_(False), columns.number > after)
            .order_by(columns.number)
            .limit(AT_ONCE)
        )
        async with self._database.reading() as connection:
            return [Escalation(*row) for row in await connection.execute(query)]
