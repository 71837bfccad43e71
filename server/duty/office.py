"""Builds what this folder has and owns its tasks: they run as long as `run` does, beside the node.

Every node has an office, which knows who is on duty and tells the rooms that are open there; what must be done once is a
clerk's, whom one of them has. The node needs to know who is on duty before there is a node to ask; so the office is made
first, and connected.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from rooms.roles import Role
from rooms.room import Room
from server.catalogue import Language
from server.duty.audience import Audience
from server.duty.bell import Bell
from server.duty.circulars import Circular, Circulars, Matter
from server.duty.clerk import Clerk
from server.duty.contacts import Contacts
from server.duty.coverage import Coverages
from server.duty.daily import Daily
from server.duty.days import Days
from server.duty.deliveries import Deliveries
from server.duty.desk import DutyDesk, SpaceDesk
from server.duty.email_links import EmailLinks
from server.duty.emails import Emails
from server.duty.gap_alarms import GapAlarms
from server.duty.guarded_http import GuardedHttp
from server.duty.handovers import Handovers
from server.duty.looking_after import LookingAfter, signed
from server.duty.mail import Mail
from server.duty.measuring import Measuring
from server.duty.member_reach import MemberReach
from server.duty.notices import SqlNotices
from server.duty.notifier import Notifier, escalates
from server.duty.plan import DutyPlan, StoredPlan
from server.duty.plans import Plans
from server.duty.push_key import PushKey
from server.duty.reach import Reach
from server.duty.retention import Keep, Retention
from server.duty.room_choices import RoomChoices
from server.duty.sender import Sender
from server.duty.stories import Stories
from server.duty.subjects import Subjects
from server.duty.tidings import Tidings
from server.duty.trials import Trials
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.leases import Turn
from server.storage.people import People
from server.storage.struggles import Struggles
from server.storage.tiding_rows import concerns_members
from signaling.node import Node
from signaling.ports import Bus, Clock, EventLog, LogEntry, RoomSpec

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0


class Office:
    """`desk` and `notices` are the node's ports. `base_url` is what people type; `mail` None: no server is known.
    `turn`: when it is for this office to do what one of all does.

    `language` is what those are told in who chose none.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        directory: SqlDirectory,
        clock: Clock,
        *,
        bus: Bus,
        turn: Turn,
        language: Language,
        base_url: str,
        http: GuardedHttp,
        key: PushKey,
        mail: Mail | None,
        links: EmailLinks,
        keep: Keep,
        chance: Callable[[], float],
    ) -> None:
        self._database, self._log, self._directory, self._clock = database, log, directory, clock
        self._people = People(database)
        self.plans = Plans(database)
        self.contacts = Contacts(database)
        self.key = key
        self.notices = SqlNotices(database, clock.now, bus)
        self.desk = DutyDesk(self.plans, self._people, directory, clock)
        self.struggles = Struggles(database)
        self._looking_after = LookingAfter(
            database, log, directory, self._people, self.struggles, self.notices, self.desk, clock
        )
        self._reach = Reach(self.contacts)
        self.choices = RoomChoices(database)
        self._subjects = Subjects(database)
        self._member_reach = MemberReach(self.contacts, self.choices, self.desk)
        self.deliveries = Deliveries(database)
        audience = Audience(self.contacts, self._people, self._subjects, self._member_reach, language)
        push, webhooks = WebPush(self.contacts, http, key), WebhookSender(self.contacts, http)
        ways_out = WaysOut(push, webhooks, mail, Words(base_url))
        self.trials = Trials(audience, ways_out, clock.now)
        self.emails = Emails(self.contacts, links, ways_out, language, clock.now)
        self._sender = Sender(self.deliveries, audience, ways_out, clock, chance)
        self._retention = Retention(database, keep, clock)
        self.measuring = Measuring(log, self.plans, directory, self._people, clock)
        self.stories = Stories(database, log, directory, self._people)
        self.daily = Daily(
            database,
            self.plans,
            self.measuring,
            self.stories,
            self._people,
            self.notices,
            self._reach,
            clock,
        )
        self.notices.on_given(lambda: self._circulars.tell(Circular(Matter.DELIVERIES)))
        self._turn = turn
        self._circulars = Circulars(bus, self._hear, self._missed)
        self._lost_notices = Bell(clock)
        self._spaces_to_read: set[str] = set()
        self._rooms_to_read = Bell(clock)
        self._open_rooms: Callable[[], list[tuple[RoomSpec, Room]]] = list
        self._coverages: Coverages | None = None
        self._clerk: Clerk | None = None

    async def save_plan(self, space: str, plan: DutyPlan, by: str) -> StoredPlan:
        """The next version, which holds from now on. A database error."""
        stored = await self.plans.save(space, plan, by, self._clock.now())
        self._circulars.tell(Circular(Matter.PLAN))
        return stored

    def rooms_changed(self, space: str) -> None:
        """There are other rooms, or they are in another order, or different: every node is told. Never waits."""
        self._circulars.tell(Circular(Matter.ROOMS, space))

    def change_role(self, person: str, role: Role) -> None:
        """Whoever is on duty must be of the staff. Never waits."""
        self._circulars.tell(Circular(Matter.STAFF))

    def shut_out(self, person: str) -> None:
        """As a change of role."""
        self._circulars.tell(Circular(Matter.STAFF))

    async def run(self, node: Node) -> None:
        """Until cancelled; `node` is running."""
        self._open_rooms = node.open_rooms
        coverages = self._coverages = Coverages(
            self.plans,
            self._directory,
            self._log,
            node.ask,
            node.open_rooms,
            self._clock,
            lambda: self._clerk is not None,
        )
        stops = [node.on_opened(coverages.room_opened), node.on_entries(self._entries_appended)]
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.desk.run(self._at_edge), name="duty desk")
                tasks.create_task(coverages.run(), name="coverages")
                tasks.create_task(self._tell_again(), name="notices")
                tasks.create_task(self._read_rooms(node), name="rooms of other nodes")
                tasks.create_task(self._turn.run(partial(self._work, node)), name="turn")
        finally:
            self._coverages = None
            for stop in stops:
                stop()

    # ------------------------------------------------------------ what one office of all does

    async def _work(self, node: Node) -> None:
        """While it is this office's turn."""
        self._clerk = self._hired(node)
        try:
            self._look_at_everything()  # what was begun elsewhere is gone on with
            await self._clerk.run()
        finally:
            self._clerk = None

    def _hired(self, node: Node) -> Clerk:
        notifier = Notifier(
            self._database,
            self._log,
            self._directory,
            self._people,
            self.desk,
            self.notices,
            self._reach,
            node.is_connected_anywhere,
            self._clock,
        )
        tidings = Tidings(
            self._database,
            self._directory,
            self._people,
            self.notices,
            self.choices,
            self._subjects,
            self._member_reach,
            self._clock,
        )
        return Clerk(
            notifier=notifier,
            tidings=tidings,
            handovers=Handovers(
                self._log, self.notices, self._reach, node.ask, self._looking_after.for_brief
            ),
            alarms=GapAlarms(self.notices, self._people, self._reach),
            care=self._looking_after,
            days=Days(self.plans, self._directory, node.ask, self._clock),
            daily=self.daily,
            sender=self._sender,
            retention=self._retention,
            clock=self._clock,
        )

    async def _at_edge(self, desk: SpaceDesk, now: float) -> float | None:
        return None if self._clerk is None else await self._clerk.at_edge(desk, now)

    # ------------------------------------------------------------ what offices tell each other

    def _entries_appended(self, spec: RoomSpec, _room: Room, entries: Sequence[LogEntry]) -> None:
        """In a room of this node: whoever has the turn is told what it left to do."""
        if escalates(entries):
            self._circulars.tell(Circular(Matter.ESCALATIONS))
        if any(concerns_members(entry.event) for entry in entries):
            self._circulars.tell(Circular(Matter.TIDINGS))
        people = signed(entries)
        if people:
            self._circulars.tell(Circular(Matter.SIGNS, spec.space, tuple(people)))

    def _hear(self, circular: Circular) -> None:
        if circular.matter in (Matter.PLAN, Matter.ROOMS, Matter.STAFF):
            self.desk.plan_changed()
        if circular.matter is Matter.ROOMS:
            self._spaces_to_read.add(circular.space)
            self._rooms_to_read.ring()
        if circular.matter is Matter.PLAN and self._coverages is not None:
            self._coverages.plan_changed()
        if self._clerk is not None:
            self._clerk.hear(circular)

    def _missed(self) -> None:
        """Circulars of other offices, or notices, may have been lost."""
        self._look_at_everything()
        self._lost_notices.ring()
        self._spaces_to_read |= {spec.space for spec, _ in self._open_rooms()}
        self._rooms_to_read.ring()

    def _look_at_everything(self) -> None:
        self.desk.plan_changed()
        if self._coverages is not None:
            self._coverages.plan_changed()
        if self._clerk is not None:
            self._clerk.look_at_everything()

    async def _read_rooms(self, node: Node) -> None:
        """Those that are open here are as the directory has them, whichever node changed them, and so is the lobby."""
        again: float | None = None
        while True:
            await self._rooms_to_read.wait(again)
            again = None
            for space in sorted(self._spaces_to_read):
                try:
                    specs = await self._directory.rooms(space)
                except Exception:
                    logger.exception("the rooms of %s cannot be read", space)
                    again = self._clock.now() + RETRY_SECONDS
                    continue
                self._spaces_to_read.discard(space)
                for spec in specs:
                    opened = node.opened(spec.id)
                    if opened is not None:
                        opened.host.spec = spec
                node.rooms_changed(space)

    async def _tell_again(self) -> None:
        again: float | None = None
        while True:
            await self._lost_notices.wait(again)
            try:
                await self.notices.tell_again()
                again = None
            except Exception:
                logger.exception("notices cannot be read")
                again = self._clock.now() + RETRY_SECONDS
