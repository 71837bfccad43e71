"""Members of a space who take pushes: what happens in a room goes all the way to a push service on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from rooms.chat.terms import MessagePosted
from rooms.roles import Role
from server.duty.deliveries import Deliveries
from server.duty.guarded_http import GuardedHttp
from server.duty.member_reach import WAIT_SECONDS, MemberReach
from server.duty.room_choices import RoomChoice
from server.duty.sender import Sender
from server.duty.subjects import Subjects
from server.duty.tidings import Tidings
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from server.storage.people import Person
from signaling.wire_duty import Notice
from tests.server.duty.browser import Browser
from tests.server.duty.outside import Receiver, receiver
from tests.server.duty.planned import SPACE
from tests.server.duty.reached import audience
from tests.server.duty.rig import DutyRig, duty_rig

STUDENTS = ("ada", "bob", "cleo")


@dataclass
class Members:
    """`ada`, `bob` and `cleo` are students; each has one browser. `tess` teaches."""

    rig: DutyRig
    outside: Receiver
    browsers: dict[str, Browser]
    tidings: Tidings
    sender: Sender

    async def say(
        self, id: int, by: str, *mentions: str, important: bool = False, body: str = "Look"
    ) -> None:
        await self.rig.tell(
            MessagePosted(
                at=self.rig.clock.now(),
                id=id,
                author=by,
                author_name=by.capitalize(),
                cid=f"cid-{id}",
                body=body,
                mentions=list(mentions),
                important=important,
            )
        )

    async def choose(self, person: str, choice: RoomChoice, room: str = "zone") -> None:
        await self.rig.office.choices.choose(person, room, choice)

    async def send(self) -> None:
        """What is due once pushes have waited as long as they do, until all of it was tried."""
        self.rig.clock.advance(WAIT_SECONDS)
        async with asyncio.TaskGroup() as tasks:
            await self.sender.begin(tasks)

    async def deal(self) -> None:
        assert await self.tidings.deal()
        await self.send()

    def pushed(self) -> list[tuple[str, str]]:
        """Who was told what: the reason, as their own browser reads it."""
        told = []
        for received in self.outside.received:
            person = received.path.rpartition("/")[2]
            told.append((person, msgspec.json.decode(self.browsers[person].open(received.body))["reason"]))
        return told

    async def listed(self, person: str) -> list[tuple[str, bool]]:
        """The reason of each unseen notice, and whether it rings."""
        return [(notice.reason, notice.rings) for notice in await self.unseen(person)]

    async def unseen(self, person: str) -> Sequence[Notice]:
        return await self.rig.notices.unseen(person)


def tidings_of(rig: DutyRig) -> Tidings:
    """A worker that has just begun."""
    choices = rig.office.choices
    reach = MemberReach(rig.contacts, choices, rig.desk)
    return Tidings(
        rig.database,
        rig.directory,
        rig.people,
        rig.notices,
        choices,
        Subjects(rig.database),
        reach,
        rig.clock,
    )


@asynccontextmanager
async def members(database: Database) -> AsyncIterator[Members]:
    http = GuardedHttp(allow_private=True)
    async with duty_rig(database) as rig, receiver() as outside:
        browsers = {}
        for person in STUDENTS:
            await rig.people.add(Person(person, SPACE, person.capitalize(), Role.STUDENT), 9.0)
            browsers[person] = Browser(f"{outside.url}/{person}")
            await rig.contacts.subscribe(person, browsers[person].subscription, 1.0)
        push = WebPush(rig.contacts, http, rig.office.key)
        ways_out = WaysOut(push, WebhookSender(rig.contacts, http), None, Words("https://study.example"))
        sender = Sender(Deliveries(database), audience(database), ways_out, rig.clock, lambda: 1.0)
        yield Members(rig, outside, browsers, tidings_of(rig), sender)
    await http.close()
