"""Opens a duty of the staff when somebody struggles, and gives it to whoever is on duty. For TAs and operators only.

A teacher on duty is passed over: whoever grades is not told who struggles. The owner's notice names nobody, so that
nothing is left in it for who may not know any more. The log is read again when it said something
that may be a sign, and at the edge of a shift, when what is nobody's finds an owner. A duty stays with its owner, as a
promise does; a member about whom one is open gets no second. Of very many who wait, only those are looked at about whom
the log said something new.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from community.struggling import WEEK, Sign, Signed, Struggling, struggling
from rooms.obligations.changes import BREACH
from rooms.obligations.events import ObligationEscalated, ObligationOpened, ObligationReopened
from rooms.obligations.terms import ObligationClass
from rooms.obligations.view import ObligationView
from rooms.roles import Role
from server.duty.bell import Bell
from server.duty.desk import DutyDesk
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.storage.database import Database
from server.storage.owed_rows import owed_to
from server.storage.people import People
from server.storage.struggles import StruggleDuty, Struggles
from signaling.ports import Clock, Directory, EventLog, LogEntry, StoredObligation
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

CARERS = (Role.TA, Role.OPERATOR)
"""Who may know that somebody struggles."""
RETRY_SECONDS = 10.0
_ASKED = (ObligationClass.QUESTION, ObligationClass.NEWCOMER)


class LookingAfter:
    def __init__(
        self,
        database: Database,
        log: EventLog,
        directory: Directory,
        people: People,
        struggles: Struggles,
        notices: SqlNotices,
        desk: DutyDesk,
        clock: Clock,
    ) -> None:
        self._database, self._log, self._directory = database, log, directory
        self._people, self._clock = people, clock
        self._struggles, self._notices, self._desk = struggles, notices, desk
        self._bell = Bell(clock)
        self._told: defaultdict[str, set[str]] = defaultdict(set)

    def tell(self, space: str, askers: Collection[str]) -> None:
        """There may be a new sign about these people. Never waits."""
        self._told[space] |= set(askers)
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._bell.wait(await self._round())

    async def _round(self) -> float | None:
        """When to try again; None: nothing is left."""
        again = None
        for space in sorted(self._told):
            askers = self._told.pop(space)
            try:
                await self.look(space, askers)
            except Exception:
                logger.exception("who struggles in %s cannot be read", space)
                self._told[space] |= askers
                again = self._clock.now() + RETRY_SECONDS
        return again

    async def look(self, space: str, askers: Collection[str] | None = None) -> None:
        """Open what is to be opened about these people, or anybody, and give away what is nobody's. Doing it twice does
        no harm."""
        now = self._clock.now()
        specs = {spec.id: spec for spec in await self._directory.rooms(space)}
        board = await self._board(list(specs), askers, now - WEEK)
        known = {duty.person: duty for duty in await self._struggles.open(space)}
        for found in struggling(signs(board), now, await self._struggles.last_done(space)):
            duty = known.get(found.member)
            if duty is None:
                await self._open(space, found)
            elif duty.signs != found.signs:
                await self._struggles.told_again(duty.number, found)
        carers = frozenset(await self._people.with_roles(space, CARERS))
        for duty in await self._struggles.open(space):
            if duty.owner not in carers:
                spec = specs.get(home_of(duty.room))
                await self._give(space, duty, carers, "" if spec is None else spec.title)

    async def _board(
        self, rooms: Sequence[str], askers: Collection[str] | None, since: float
    ) -> list[StoredObligation]:
        if askers is None:
            return await self._log.board(rooms, since)
        return await owed_to(self._database, rooms, sorted(askers), since)

    async def for_brief(self, space: str, person: str, board: Sequence[StoredObligation]) -> list[Struggling]:
        """Of whom the brief of this person tells; of nobody to who may not know."""
        if person not in await self._people.with_roles(space, CARERS):
            return []
        return struggling(signs(board), self._clock.now(), await self._struggles.last_done(space))

    async def _open(self, space: str, found: Struggling) -> None:
        """Whoever was shut out is looked after by nobody."""
        if await self._people.find(found.member) is not None:
            await self._struggles.add(space, found, self._clock.now())

    async def _give(self, space: str, duty: StruggleDuty, carers: frozenset[str], title: str) -> None:
        """To the first on duty who may know of it, and they are told."""
        on_duty = self._desk.duty(space, duty.room)
        if on_duty is not None:
            asked = (on_duty.primary, on_duty.secondary, *on_duty.pool)
            owner = next((person for person in asked if person in carers), "")
            await self._struggles.give(duty.number, owner)
            if owner:
                await self._notices.give([self._draft(space, duty, owner, title)])

    def _draft(self, space: str, duty: StruggleDuty, owner: str, title: str) -> Draft:
        return Draft(
            space=space,
            person=owner,
            room=duty.room,
            room_title=title,
            reason=Reason.LOOK_AFTER,
            at=self._clock.now(),
            cycle=duty.number,
        )


def signs(board: Sequence[StoredObligation]) -> Iterator[Signed]:
    """What the board says of those whose names staff know."""
    for each in board:
        seen = each.obligation
        yield from (
            Signed(sign, each.room, seen.asker, seen.asker_name, at, count) for sign, at, count in _told(seen)
        )


def _told(seen: ObligationView) -> Iterator[tuple[Sign, float, int]]:
    if seen.reopened_at is not None:
        yield Sign.REOPENED, seen.reopened_at, seen.cycle - 1
    if seen.class_ in _ASKED and seen.breached_at is not None:
        yield Sign.LATE, seen.breached_at, 1
    if seen.class_ is ObligationClass.HELP:
        yield Sign.HELP, seen.opened_at, 1


def signed(entries: Sequence[LogEntry]) -> set[str]:
    """About whom they may be a sign."""
    return {asker for entry in entries if (asker := _signed(entry))}


def _signed(entry: LogEntry) -> str:
    """Empty: it is none."""
    match entry.event:
        case ObligationReopened(asker=asker):
            return asker
        case ObligationEscalated(asker=asker, level=level) if level == BREACH:
            return asker
        case ObligationOpened(asker=asker, class_=ObligationClass.HELP):
            return asker
        case _:
            return ""
