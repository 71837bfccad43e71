"""Duty on a real database and a real node, with a clock moved by hand; rooms are opened, and nobody needs a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import msgspec
from sqlalchemy import select

from rooms.events import AnyEvent
from rooms.life.terms import Tick
from rooms.obligations.events import ObligationsEvent
from rooms.obligations.terms import NoteSubmission
from server.duty.contacts import Contacts
from server.duty.desk import DutyDesk, SpaceDesk
from server.duty.email_links import EmailLinks
from server.duty.guarded_http import GuardedHttp
from server.duty.looking_after import LookingAfter
from server.duty.notices import SqlNotices
from server.duty.office import Office
from server.duty.plan import DutyPlan
from server.duty.plans import Plans
from server.duty.push_key import push_key
from server.duty.reach import Reach
from server.duty.retention import Keep
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.event_log import SqlEventLog, open_event_log
from server.storage.leases import Always, Lease
from server.storage.people import People
from server.storage.struggles import Struggles
from server.storage.tables import escalations, notices
from signaling.bus import MemoryBus
from signaling.mailbox import Done
from signaling.memory_marks import MemoryReadMarks
from signaling.node import Node
from signaling.ports import Bus
from signaling.wire_duty import Notice
from tests.server.duty.planned import SPACE, at, settled
from tests.server.duty.watched_clock import WatchedClock
from tests.support.memory_ports import MemoryMedia, MemoryTickets


class Told(msgspec.Struct, frozen=True, order=True):
    """A notice, in short."""

    person: str
    reason: str
    level: int
    room: str
    obligation: int


class DutyRig:
    """`connected` are the people who are. The clock stands at Monday the second of November, 2026, ten o'clock."""

    def __init__(
        self, database: Database, log: SqlEventLog, office: Office, clock: WatchedClock, bus: Bus
    ) -> None:
        self.database, self.log, self.office, self.clock = database, log, office, clock
        self.bus = bus
        self.directory, self.people = SqlDirectory(database), People(database)
        self.contacts, self.plans = Contacts(database), Plans(database)
        self.notices, self.desk = (
            SqlNotices(database, clock.now),
            DutyDesk(self.plans, self.people, self.directory, clock),
        )
        self.struggles = Struggles(database)
        self.care = LookingAfter(
            database, log, self.directory, self.people, self.struggles, self.notices, self.desk, clock
        )
        self.reach = Reach(self.contacts)
        self.connected: set[str] = set()
        self.node = self._node()

    def _node(self) -> Node:
        return Node(
            log=self.log,
            bus=self.bus,
            tickets=MemoryTickets(),
            directory=self.directory,
            media=MemoryMedia(),
            read_marks=MemoryReadMarks(),
            duty=self.office.desk,
            notices=self.office.notices,
            clock=self.clock,
        )

    def another_node(self) -> Node:
        """After the last one has ended; `node` from now on."""
        self.node = self._node()
        return self.node

    async def save(self, plan: DutyPlan) -> None:
        await self.plans.save(SPACE, plan, "olga", self.clock.now())

    async def look(self) -> SpaceDesk:
        """The space as the desk sees it now."""
        await self.desk.look()
        desk = self.desk.space(SPACE)
        assert desk is not None
        return desk

    async def tell(self, *events: AnyEvent, room: str = "zone") -> None:
        """The log says that this happened in a room, which must not be open."""
        epoch = await self.log.acquire(room)
        await self.log.append(room, epoch, len(await self.log.read(room, 0, 10_000)), events)

    async def open(self, room: str = "zone") -> None:
        """Until a while after nobody needs it."""
        assert isinstance(await self.node.ask(room, Tick()), Done)

    async def submit(self, number: int, room: str = "zone") -> None:
        """Something that is owed a look."""
        assert isinstance(await self.node.ask(room, NoteSubmission(number, "ada", "Ada")), Done)

    async def told(self) -> list[Told]:
        async with self.database.reading() as connection:
            rows = await connection.execute(select(notices))
            return sorted(Told(row.person, row.reason, row.level, row.room, row.obligation) for row in rows)

    async def unhandled(self) -> int:
        async with self.database.reading() as connection:
            rows = await connection.scalars(
                select(escalations.c.number).where(escalations.c.handled.is_(False))
            )
            return len(rows.all())

    async def events(self, room: str = "zone") -> Sequence[ObligationsEvent]:
        entries = await self.log.read(room, 0, 10_000)
        return [entry.event for entry in entries if isinstance(entry.event, ObligationsEvent)]


class Heard:
    """What one person is told at one node, as it comes."""

    def __init__(self, rig: DutyRig, person: str) -> None:
        self._coming: asyncio.Queue[Notice] = asyncio.Queue()
        rig.office.notices.listen(person, self._take)

    def _take(self, notices: list[Notice]) -> None:
        for notice in notices:
            self._coming.put_nowait(notice)

    async def next(self) -> Notice:
        async with asyncio.timeout(10):
            return await self._coming.get()


@asynccontextmanager
async def duty_rig(
    database: Database, *, beside: DutyRig | None = None, bus: Bus | None = None, id: str = ""
) -> AsyncIterator[DutyRig]:
    """Without tasks: nothing happens but what a test asks for. `id`: it shares the work with another, whose clock and
    bus it has if it is `beside` it.
    """
    if beside is None:
        await settled(database)
    clock = WatchedClock(at(2, 10)) if beside is None else beside.clock
    bus = bus or (MemoryBus() if beside is None else beside.bus)
    http = GuardedHttp(allow_private=True)
    ids = (f"link-{number}" for number in count())
    async with open_event_log(database) as log:
        office = Office(
            database,
            log,
            SqlDirectory(database),
            clock,
            bus=bus,
            turn=Lease(database, "office", id, clock) if id else Always(),
            language="en",
            base_url="https://study.example",
            http=http,
            key=await push_key(database, "mailto:ops@school.example", 1.0),
            mail=None,
            keep=Keep(90, 30),
            links=EmailLinks(database, b"k" * 32, clock.now, lambda: next(ids)),
            chance=lambda: 1.0,
        )
        yield DutyRig(database, log, office, clock, bus)
    await http.close()
