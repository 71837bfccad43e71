"""From a level of the ladder to notices: each escalation of the log is dealt with once, whatever ends in between.

It reads what is not dealt with yet, at the start and whenever a room somewhere has escalated something. Who is told is
`recipients.py`; here is only what that needs to know: who is on duty, who is connected, what is still open.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from rooms.moderation.events import HeldOverdue
from rooms.obligations.changes import is_open
from rooms.obligations.events import ObligationEscalated, PromiseBroken
from rooms.obligations.view import ObligationView
from rooms.questions.events import QuestionOverdue
from rooms.roles import STAFF, Role
from server.duty.bell import Bell
from server.duty.desk import DutyDesk
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.posts import of_staff
from server.duty.reach import Reach
from server.duty.recipients import SILENT_SECONDS, Team, recipients, rings, waits_for_primary
from server.storage.database import Database
from server.storage.escalation_rows import HELD_MESSAGE, HELD_QUESTION, PROMISE
from server.storage.people import People
from server.storage.tables import escalations
from signaling.ports import Clock, Directory, EventLog, LogEntry, RoomSpec
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Escalations in one transaction: in a storm each may be told to everybody, and rooms wait for the same database."""
RETRY_SECONDS = 5.0
"""After something could not be read or written."""


_TOLD = ObligationEscalated | PromiseBroken | HeldOverdue | QuestionOverdue
_HELD = (HELD_MESSAGE, HELD_QUESTION)


def escalates(entries: Sequence[LogEntry]) -> bool:
    """Whether they leave something to a notifier."""
    return any(isinstance(entry.event, _TOLD) for entry in entries)


class Escalation(Struct, frozen=True):
    number: int
    stream: str
    obligation: int
    cycle: int
    target: str
    level: int
    at: float


class Place(Struct, frozen=True):
    """A room of the directory, and who answers there now."""

    spec: RoomSpec
    team: Team


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
        is_connected: Callable[[str], Awaitable[bool]],
        clock: Clock,
    ) -> None:
        self._database, self._log, self._directory, self._people = database, log, directory, people
        self._desk, self._notices, self._reach = desk, notices, reach
        self._is_connected, self._clock = is_connected, clock
        self._bell = Bell(clock)
        self._began_at = clock.now()

    def ring(self) -> None:
        """Something may have been escalated. Never waits."""
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
            again += await self._deal_with(found)
            after = found[-1].number
        return min(again, default=None)

    async def _deal_with(self, found: Sequence[Escalation]) -> list[float]:
        """In one transaction. One that cannot be dealt with stays, and holds up no other."""
        views = {
            (each.room, each.obligation.id): each.obligation
            for each in await self._log.obligations([(each.stream, each.obligation) for each in found])
        }
        places = {home: await self._place(home) for home in {home_of(each.stream) for each in found}}
        drafts: list[Draft] = []
        handled: list[int] = []
        again: list[float] = []
        for escalation in found:
            view = views.get((escalation.stream, escalation.obligation))
            try:
                made, until = await self._decide(escalation, view, places[home_of(escalation.stream)])
            except Exception:
                logger.exception("escalation %d cannot be dealt with", escalation.number)
                again.append(self._clock.now() + RETRY_SECONDS)
                continue
            drafts += made
            if until is None:
                handled.append(escalation.number)
            else:
                again.append(until)
        await self._notices.give(drafts, handled)
        return again

    async def _decide(
        self, escalation: Escalation, view: ObligationView | None, place: Place | None
    ) -> tuple[list[Draft], float | None]:
        """What is to be given now, and when to come back to it; None: it is dealt with."""
        if place is not None and escalation.target in _HELD:
            return await self._held(escalation, place)
        if place is None or view is None or not is_open(view) or view.cycle != escalation.cycle:
            return [], None  # nobody waits any more
        if escalation.target == PROMISE:
            return await self._broken(escalation, view, place), None
        until = None if view.owner else await self._waits_until(escalation, place.team)
        is_unreachable = until is not None and until <= self._clock.now()
        drafts = await self._drafts(escalation, view, place, is_unreachable=is_unreachable)
        return drafts, None if is_unreachable else until

    async def _held(self, escalation: Escalation, place: Place) -> tuple[list[Draft], float | None]:
        """Words that nobody has looked at yet; once somebody has, the escalation is settled. What they say is not sent
        out: somebody may have had a reason to hold them."""
        until = await self._waits_until(escalation, place.team)
        is_unreachable = until is not None and until <= self._clock.now()
        people = recipients(escalation.level, place.team, is_unreachable=is_unreachable)
        drafts = await self._told(self._draft(escalation, place.spec, Reason.HELD), people)
        return drafts, None if is_unreachable else until

    async def _waits_until(self, escalation: Escalation, team: Team) -> float | None:
        """How long the primary has to come back; None: they are here, or it is not theirs alone."""
        if not waits_for_primary(escalation.level, team) or await self._is_connected(team.primary):
            return None
        return max(escalation.at, self._began_at) + SILENT_SECONDS

    async def _drafts(
        self, escalation: Escalation, view: ObligationView, place: Place, *, is_unreachable: bool
    ) -> list[Draft]:
        people = recipients(escalation.level, place.team, is_unreachable=is_unreachable)
        draft = _about(self._draft(escalation, place.spec, Reason.ESCALATED), view)
        return await self._told(draft, people, rings=rings(escalation.level))

    async def _broken(self, escalation: Escalation, view: ObligationView, place: Place) -> list[Draft]:
        """Whoever promised is told, and who is on duty: for the asker it is all the same who answers."""
        people = dict.fromkeys(person for person in (view.promised_by, place.team.primary) if person)
        draft = _about(self._draft(escalation, place.spec, Reason.PROMISE), view)
        return await self._told(draft, list(people)) if view.promise_broken else []

    async def _told(self, draft: Draft, people: Sequence[str], *, rings: bool = True) -> list[Draft]:
        stored = self._desk.plan(draft.space)
        quiet_hours = None if stored is None else stored.plan.quiet_hours
        return await self._reach.told(draft, people, quiet_hours, rings=rings)

    def _draft(self, escalation: Escalation, spec: RoomSpec, reason: Reason) -> Draft:
        return Draft(
            space=spec.space,
            person="",
            room=escalation.stream,
            room_title=spec.title,
            reason=reason,
            at=self._clock.now(),
            obligation=escalation.obligation,
            cycle=escalation.cycle,
            target=escalation.target,
            level=escalation.level,
        )

    async def _place(self, room: str) -> Place | None:
        """None: there is no such room any more."""
        spec = await self._directory.room(room)
        if spec is None:
            return None
        staff = await self._people.with_roles(spec.space, list(STAFF))
        duty = of_staff(self._desk.duty(spec.space, spec.id), staff)
        team = Team(
            primary="" if duty is None else duty.primary,
            secondary="" if duty is None else duty.secondary or "",
            pool=() if duty is None else duty.pool,
            assistants=tuple(await self._people.with_roles(spec.space, [Role.TA])),
            operators=tuple(await self._people.with_roles(spec.space, [Role.OPERATOR])),
        )
        return Place(spec, team)

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


def _about(draft: Draft, view: ObligationView) -> Draft:
    return replace(draft, class_=view.class_, excerpt=view.excerpt)
