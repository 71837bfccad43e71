"""The outbox is emptied: each delivery once, again when it failed, and not at all when it is needless. Nobody waits for
what does not answer, and nobody is flooded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select, text, update

from rooms.roles import Role
from server.duty.contacts import Contacts, Settings, Webhook, WebhookKinds
from server.duty.contacts import Receiver as Shape
from server.duty.deliveries import DEAD, NEEDLESS, SENT, WAITING, Deliveries
from server.duty.guarded_http import GuardedHttp
from server.duty.mail import Mail, SmtpServer
from server.duty.notice import SPACE_ITSELF, Address, Channel
from server.duty.notices import SqlNotices
from server.duty.pace import GAP_SECONDS, LONGEST_PAUSE
from server.duty.push_key import push_key
from server.duty.sender import AT_ONCE, CLAIM_SECONDS, RETRY_SECONDS, Sender
from server.duty.sending import TRIED_FOR
from server.duty.signatures import new_secret
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.people import People, Person
from server.storage.tables import deliveries, webhooks
from tests.server.duty.browser import Browser
from tests.server.duty.outside import Mailbox, Receiver, mail_server, receiver, status
from tests.server.duty.planned import SPACE, settled
from tests.server.duty.reached import audience, with_mailbox
from tests.server.duty.robots import wecom
from tests.server.duty.test_notices import DRAFT
from tests.server.duty.watched_clock import WatchedClock
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio

HOOK, CHAT = Address(Channel.WEBHOOK, "ops"), Address(Channel.CHAT, "chat")
MAIL = Address(Channel.MAIL, "ann@school.example")


@dataclass
class Rig:
    clock: WatchedClock
    outside: Receiver
    mailbox: Mailbox
    notices: SqlNotices
    contacts: Contacts
    database: Database
    sender: Sender
    another_sender: Callable[[], Sender]

    @property
    def push(self) -> Address:
        return Address(Channel.WEB_PUSH, f"{self.outside.url}/push")

    async def give(self, *addresses: Address, person: str = "ann", obligation: int = 3) -> None:
        draft = replace(DRAFT, person=person, at=self.clock.now(), obligation=obligation)
        await self.notices.give([replace(draft, addresses=addresses)])

    async def send(self) -> None:
        """What is due now, until all of it was tried."""
        async with asyncio.TaskGroup() as tasks:
            await self.sender.begin(tasks)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(self.sender.run())
            yield
            running.cancel()

    async def states(self) -> list[str]:
        async with self.database.reading() as connection:
            return list(await connection.scalars(select(deliveries.c.state).order_by(deliveries.c.id)))


@pytest.fixture
async def rig(database: Database, clock: WatchedClock) -> AsyncIterator[Rig]:
    await settled(database)
    contacts, notices = Contacts(database), SqlNotices(database, clock.now)
    http = GuardedHttp(allow_private=True)
    async with receiver() as outside, mail_server() as mailbox:
        await contacts.save_webhook(SPACE, Webhook("ops", outside.url, new_secret(), WebhookKinds()))
        await contacts.subscribe("ann", Browser(f"{outside.url}/push").subscription, 1.0)
        await with_mailbox(database, "ann", MAIL.to)
        push = WebPush(contacts, http, await push_key(database, "mailto:ops@school.example", 1.0))
        mail, words = Mail(SmtpServer.parse(mailbox.url)), Words("https://study.example")
        ways_out = WaysOut(push, WebhookSender(contacts, http), mail, words)

        def another() -> Sender:
            return Sender(Deliveries(database), audience(database), ways_out, clock, lambda: 1.0)

        sender = another()
        notices.on_given(sender.ring)
        yield Rig(clock, outside, mailbox, notices, contacts, database, sender, another)
    await http.close()


async def test_every_channel_is_served(rig: Rig) -> None:
    await rig.give(MAIL, rig.push)
    await rig.give(HOOK, person=SPACE_ITSELF)
    await rig.send()
    assert await rig.states() == [SENT] * 3
    assert [mail["to"] for mail in rig.mailbox.mails] == ["ann@school.example"]
    assert sorted(received.path for received in rig.outside.received) == ["/hook", "/hook/push"]
    await rig.send()
    assert len(rig.outside.received) == 2


# ---------------------------------------------------------------- not any more


async def test_what_was_seen_meanwhile_is_not_sent(rig: Rig) -> None:
    await rig.give(MAIL)
    await rig.notices.mark_seen("ann", [notice.id for notice in await rig.notices.unseen("ann")])
    await rig.send()
    assert await rig.states() == [NEEDLESS]
    assert rig.mailbox.mails == []


async def test_who_waits_no_more_is_nobodys_alarm_but_programs_are_told_of_everything(rig: Rig) -> None:
    await rig.give(MAIL)
    await rig.give(HOOK, person=SPACE_ITSELF)
    async with open_event_log(rig.database) as log:
        await log.append("zone", await log.acquire("zone"), 0, [opened(3, 10.0), answered(3, 20.0)])
    await rig.send()
    assert await rig.states() == [NEEDLESS, SENT]


@pytest.mark.parametrize("change", ["demoted", "shut out", "took the address away"])
async def test_who_is_not_to_be_told_any_more_is_told_nothing_also_of_what_was_written_before(
    rig: Rig, change: str
) -> None:
    await rig.give(MAIL, rig.push)
    people = People(rig.database)
    if change == "demoted":
        await people.update(Person("ann", SPACE, "Ann", Role.STUDENT))
    elif change == "shut out":
        await people.shut_out("ann", 5.0)
    else:
        await rig.contacts.set_settings("ann", Settings(email="ann@elsewhere.example"))
        await rig.contacts.unsubscribe(rig.push.to)
    await rig.send()
    assert SENT not in await rig.states()
    assert (rig.mailbox.mails, rig.outside.received) == ([], [])


async def test_everybody_reads_their_own_language(rig: Rig) -> None:
    await rig.contacts.set_settings("ann", Settings(email=MAIL.to, language="zh"))
    await rig.give(MAIL)
    await rig.send()
    assert rig.mailbox.mails[0]["subject"] == "“Ask here”有一条提问已超时未回应"


# ---------------------------------------------------------------- what fails


async def test_a_failure_is_tried_again_later_and_later_until_it_passes(rig: Rig) -> None:
    rig.outside.answers += [status(500)] * 3
    await rig.give(HOOK)
    async with rig.running():
        for wait in (10.0, 20.0, 40.0):
            await rig.clock.until_armed(rig.clock.now() + wait)
            rig.clock.advance(wait - 1.0)
            assert await rig.states() == [WAITING]
            rig.clock.advance(1.0)
        await rig.outside.until(4)
    assert len({received.headers["webhook-id"] for received in rig.outside.received}) == 1


@pytest.mark.row("D7")
async def test_of_two_who_think_that_it_is_theirs_to_send_one_sends_it(rig: Rig) -> None:
    for obligation in range(5):
        await rig.give(HOOK, person=SPACE_ITSELF, obligation=obligation)
    other = rig.another_sender()
    for _ in range(5):
        async with asyncio.TaskGroup() as tasks:
            await rig.sender.begin(tasks)
            await other.begin(tasks)
    assert await rig.states() == [SENT] * 5
    ids = [received.headers["webhook-id"] for received in rig.outside.received]
    assert len(ids) == len(set(ids)) == 5


@pytest.mark.row("D7")
async def test_a_kill_before_it_is_marked_sends_it_once_more_under_the_same_name(rig: Rig) -> None:
    await rig.give(HOOK, person=SPACE_ITSELF)
    rig.outside.silence = True
    async with rig.running():
        await rig.outside.until(1)
    assert await rig.states() == [WAITING]
    rig.outside.silence = False
    await rig.send()
    assert len(rig.outside.received) == 1, "whoever claimed it may still be sending it"
    rig.clock.advance(CLAIM_SECONDS)
    await rig.send()
    assert await rig.states() == [SENT]
    assert len({received.headers["webhook-id"] for received in rig.outside.received}) == 1
    assert len(rig.outside.received) == 2


async def test_after_a_day_it_is_dead(rig: Rig) -> None:
    rig.outside.answers += [status(500)] * 2
    await rig.give(HOOK)
    await rig.send()
    assert await rig.states() == [WAITING]
    rig.clock.advance(TRIED_FOR)
    await rig.send()
    assert await rig.states() == [DEAD]


async def test_what_cannot_succeed_is_dead_at_once_and_its_neighbours_are_sent(rig: Rig) -> None:
    await rig.give(Address(Channel.WEB_PUSH, "https://gone.example"), MAIL)
    await rig.give(Address(Channel.WEBHOOK, "gone"), HOOK, person=SPACE_ITSELF)
    await rig.send()
    assert await rig.states() == [DEAD, SENT, NEEDLESS, SENT]


async def test_one_notice_that_nobody_takes_holds_up_no_other_on_the_same_lane(rig: Rig) -> None:
    """Of a message with many, any one may be the reason for a no."""
    said: list[str] = []
    robot = wecom("k", said)
    rig.outside.robot = lambda received: status(500) if b"poison" in received.body else robot(received)
    await rig.contacts.save_webhook(
        SPACE, Webhook("chat", f"{rig.outside.url}?key=k", "", WebhookKinds(Shape.WECOM))
    )
    poison = replace(DRAFT, person=SPACE_ITSELF, at=rig.clock.now(), excerpt="poison", addresses=(CHAT,))
    await rig.notices.give([poison, *(replace(poison, obligation=n, excerpt=f"no {n}") for n in (7, 8))])
    for _ in range(12):
        await rig.send()
        rig.clock.advance(30.0)
    assert await rig.states() == [WAITING, SENT, SENT]
    assert ["no 7" in text for text in said] == [True, False]


async def test_a_bug_in_one_delivery_is_tried_again_and_costs_the_others_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig.database.writing() as connection:
        await connection.execute(update(webhooks).values(kinds=b"no json"))
    await rig.give(HOOK, person=SPACE_ITSELF)
    await rig.give(MAIL)
    with caplog.at_level(logging.CRITICAL):
        await rig.send()
    assert await rig.states() == [WAITING, SENT]


async def test_an_outbox_that_cannot_be_read_is_read_again(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig.database.writing() as connection:
        await connection.execute(text("ALTER TABLE deliveries RENAME TO elsewhere"))
    with caplog.at_level(logging.CRITICAL):
        async with rig.running():
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
            async with rig.database.writing() as connection:
                await connection.execute(text("ALTER TABLE elsewhere RENAME TO deliveries"))
            rig.outside.answers.append(status(503, b"", "Retry-After: 77"))
            await rig.give(HOOK, person=SPACE_ITSELF)
            await rig.clock.until_armed(rig.clock.now() + 77.0)
    assert await rig.states() == [WAITING]


# ---------------------------------------------------------------- nobody waits for others


async def test_what_does_not_answer_holds_up_nothing_that_does(rig: Rig) -> None:
    """More dead webhooks than may be on their way at once, and every one of them is due first."""
    async with receiver() as dead:
        dead.silence = True
        for number in range(AT_ONCE[Channel.WEBHOOK] + 2):
            hook = Webhook(f"dead-{number}", dead.url, new_secret(), WebhookKinds())
            await rig.contacts.save_webhook(SPACE, hook)
            await rig.give(Address(Channel.WEBHOOK, hook.id), person=SPACE_ITSELF, obligation=number + 10)
        rig.clock.advance(1.0)
        await rig.give(rig.push, MAIL)
        async with rig.running():
            await dead.until(AT_ONCE[Channel.WEBHOOK])
            await rig.outside.until(1)
            await rig.mailbox.until(1)
        assert len(dead.received) == AT_ONCE[Channel.WEBHOOK]
    assert rig.outside.received[0].path == "/hook/push"


async def test_a_lane_is_used_by_one_message_at_a_time_and_in_order(rig: Rig) -> None:
    for number in range(20):
        await rig.give(HOOK, person=SPACE_ITSELF, obligation=number + 1)
    async with rig.running():
        await rig.outside.until(20)
    told = [msgspec.json.decode(received.body)["data"]["obligation"] for received in rig.outside.received]
    assert told == list(range(1, 21))
    assert rig.outside.at_once == 1


async def test_what_is_new_goes_to_an_address_that_failed_for_long_after_a_short_while(rig: Rig) -> None:
    rig.outside.answers += [status(500)] * 6
    await rig.give(HOOK, person=SPACE_ITSELF)
    for _ in range(6):
        await rig.send()
        rig.clock.advance(LONGEST_PAUSE)
    await rig.give(HOOK, person=SPACE_ITSELF, obligation=99)
    await rig.send()
    told = msgspec.json.decode(rig.outside.received[-1].body)["data"]["obligation"]
    assert (len(rig.outside.received), told) == (7, 99)


# ---------------------------------------------------------------- a storm


@pytest.mark.parametrize("count", [2, 40])
async def test_in_a_storm_people_get_one_message_at_once_and_the_rest_in_the_next(
    rig: Rig, count: int
) -> None:
    await rig.give(MAIL)
    await rig.send()
    for number in range(count):
        await rig.give(MAIL, obligation=number + 10)
    await rig.send()
    assert len(rig.mailbox.mails) == 1
    rig.clock.advance(GAP_SECONDS[Channel.MAIL])
    await rig.send()
    assert len(rig.mailbox.mails) == 2
    assert rig.mailbox.mails[1]["subject"].endswith(f"(and {count - 1} more)")
    assert await rig.states() == [SENT] * (count + 1)


async def test_whoever_runs_sends_the_rest_by_itself_when_the_gap_is_over(rig: Rig) -> None:
    async with rig.running():
        await rig.give(MAIL)
        await rig.mailbox.until(1)
        await rig.give(MAIL, obligation=9)
        await rig.clock.until_armed(rig.clock.now() + GAP_SECONDS[Channel.MAIL])
        rig.clock.advance(GAP_SECONDS[Channel.MAIL])
        await rig.mailbox.until(2)
