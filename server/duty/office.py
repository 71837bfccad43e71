"""Builds what this folder has and owns its tasks: they run as long as `run` does, beside the node.

The node needs to know who is on duty before there is a node to ask; so the office is made first, and connected.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rooms.roles import Role
from server.catalogue import Language
from server.duty.audience import Audience
from server.duty.contacts import Contacts
from server.duty.coverage import Coverages
from server.duty.deliveries import Deliveries
from server.duty.desk import DutyDesk, SpaceDesk
from server.duty.email_links import EmailLinks
from server.duty.emails import Emails
from server.duty.gap_alarms import GapAlarms
from server.duty.guarded_http import GuardedHttp
from server.duty.handovers import Handovers
from server.duty.looking_after import LookingAfter
from server.duty.mail import Mail
from server.duty.member_reach import MemberReach
from server.duty.notices import SqlNotices
from server.duty.notifier import Notifier
from server.duty.plan import DutyPlan, StoredPlan
from server.duty.plans import Plans
from server.duty.push_key import PushKey
from server.duty.reach import Reach
from server.duty.retention import Keep, Retention
from server.duty.room_choices import RoomChoices
from server.duty.sender import Sender
from server.duty.subjects import Subjects
from server.duty.tidings import Tidings
from server.duty.trials import Trials
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from server.storage.people import People
from server.storage.struggles import Struggles
from signaling.node import Node
from signaling.ports import Clock, Directory, EventLog


class Office:
    """`desk` and `notices` are the node's ports. `base_url` is what people type; `mail` None: no server is known.

    `language` is what those are told in who chose none.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        directory: Directory,
        clock: Clock,
        *,
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
        self.notices = SqlNotices(database, clock.now)
        self.desk = DutyDesk(self.plans, self._people, directory, clock)
        self.struggles = Struggles(database)
        self._looking_after = LookingAfter(
            log, directory, self._people, self.struggles, self.notices, self.desk, clock
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
        self.notices.on_given(self._sender.ring)
        self._coverages: Coverages | None = None

    async def save_plan(self, space: str, plan: DutyPlan, by: str) -> StoredPlan:
        """The next version, which holds from now on. A database error."""
        stored = await self.plans.save(space, plan, by, self._clock.now())
        self.desk.plan_changed()
        if self._coverages is not None:
            self._coverages.plan_changed()
        return stored

    def change_role(self, person: str, role: Role) -> None:
        """Whoever is on duty must be of the staff. Never waits."""
        self.desk.plan_changed()

    def shut_out(self, person: str) -> None:
        """As a change of role."""
        self.desk.plan_changed()

    async def run(self, node: Node) -> None:
        """Until cancelled; `node` is running."""
        coverages = self._coverages = Coverages(
            self.plans, self._directory, self._log, node.ask, node.open_rooms, self._clock
        )
        notifier = Notifier(
            self._database,
            self._log,
            self._directory,
            self._people,
            self.desk,
            self.notices,
            self._reach,
            node.is_connected,
            self._clock,
        )
        care = self._looking_after
        handovers = Handovers(self._log, self.notices, self._reach, node.ask, care.for_brief)
        alarms = GapAlarms(self.notices, self._people, self._reach)

        async def at_edge(desk: SpaceDesk, now: float) -> float | None:
            await care.look(desk.stored.space)
            again = (await handovers.look(desk, now), await alarms.look(desk, now))
            return min((at for at in again if at is not None), default=None)

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
        stops = [
            node.on_opened(coverages.room_opened),
            node.on_entries(notifier.entries_appended),
            node.on_entries(care.entries_appended),
            node.on_entries(tidings.entries_appended),
        ]
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.desk.run(at_edge), name="duty desk")
                tasks.create_task(coverages.run(), name="coverages")
                tasks.create_task(notifier.run(), name="notifier")
                tasks.create_task(tidings.run(), name="tidings")
                tasks.create_task(care.run(), name="looking after")
                tasks.create_task(self._sender.run(), name="sender")
                tasks.create_task(self._retention.run(), name="retention")
        finally:
            self._coverages = None
            for stop in stops:
                stop()
