"""Opens a duty of the staff when somebody struggles, and gives it to whoever is on duty. For TAs and operators only.

A teacher on duty is passed over: whoever grades is not told who struggles. The owner's notice names nobody, so that
nothing is left in it for who may not know any more. The log is read again when it said something
that may be a sign, and at the edge of a shift, when what is nobody's finds an owner. A duty stays with its owner, as a
promise does; a member about whom one is open gets no second.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from community.struggling import WEEK, Sign, Signed, Struggling, struggling
from rooms.obligations.changes import BREACH
from rooms.obligations.events import ObligationEscalated, ObligationOpened, ObligationReopened
from rooms.obligations.terms import ObligationClass
from rooms.obligations.view import ObligationView
from rooms.roles import Role
from rooms.room import Room
from server.duty.bell import Bell
from server.duty.desk import DutyDesk
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.storage.people import People
from server.storage.struggles import StruggleDuty, Struggles
from signaling.ports import Clock, Directory, EventLog, LogEntry, RoomSpec, StoredObligation
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

CARERS = (Role.TA, Role.OPERATOR)
"""Who may know that somebody struggles."""
RETRY_SECONDS = 10.0
_ASKED = (ObligationClass.QUESTION, ObligationClass.NEWCOMER)


class LookingAfter:
    def __init__(
        self,
        log: EventLog,
        directory: Directory,
        people: People,
        struggles: Struggles,
        notices: SqlNotices,
        desk: DutyDesk,
        clock: Clock,
    ) -> None:
        self._log, self._directory, self._people, self._clock = log, directory, people, clock
        self._struggles, self._notices, self._desk = struggles, notices, desk
        self._bell = Bell(clock)
        self._spaces: set[str] = set()

    def entries_appended(self, spec: RoomSpec, _room: Room, entries: Sequence[LogEntry]) -> None:
        if any(_may_be_sign(entry) for entry in entries):
            self._spaces.add(spec.space)
            self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._bell.wait(await self._round())

    async def _round(self) -> float | None:
        """When to try again; None: nothing is left."""
        for space in sorted(self._spaces):
            try:
                await self.look(space)
            except Exception:
                logger.exception("who struggles in %s cannot be read", space)
                return self._clock.now() + RETRY_SECONDS
            self._spaces.discard(space)
        return None

    async def look(self, space: str) -> None:
        """Open what is to be opened, and give away what is nobody's. Doing it twice does no harm."""
        now = self._clock.now()
        specs = {spec.id: spec for spec in await self._directory.rooms(space)}
        board = await self._log.board(list(specs), now - WEEK)
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


def _may_be_sign(entry: LogEntry) -> bool:
    match entry.event:
        case ObligationReopened():
            return True
        case ObligationEscalated(level=level):
            return level == BREACH
        case ObligationOpened(class_=class_):
            return class_ is ObligationClass.HELP
        case _:
            return False
