"""The outbox is emptied: each delivery once, again when it failed, and not at all when it is needless."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from dataclasses import replace as replace_dataclass

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text, update

from server.catalogue import Catalogue
from server.duty.contacts import Contacts, Webhook, WebhookKinds
from server.duty.deliveries import DEAD, NEEDLESS, SENT, WAITING, Deliveries
from server.duty.guarded_http import GuardedHttp
from server.duty.mail import Mail, SmtpServer
from server.duty.notice import SPACE_ITSELF, Address, Channel
from server.duty.notices import SqlNotices
from server.duty.push_key import push_key
from server.duty.sender import RETRY_SECONDS, Sender
from server.duty.sending import TRIED_FOR
from server.duty.signatures import new_secret
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.storage.database import Database
from server.storage.tables import deliveries, webhooks
from tests.server.duty.browser import Browser
from tests.server.duty.outside import Mailbox, Receiver, mail_server, receiver, status
from tests.server.duty.planned import SPACE, settled
from tests.server.duty.test_notices import DRAFT
from tests.server.duty.watched_clock import WatchedClock

pytestmark = pytest.mark.anyio


@dataclass
class Rig:
    clock: WatchedClock
    outside: Receiver
    mailbox: Mailbox
    notices: SqlNotices
    sender: Sender
    database: Database
    deliveries: Deliveries
    make: Callable[[Mail | None], Sender]

    async def give(self, *addresses: Address, person: str = "ann") -> None:
        await self.notices.give([replace(DRAFT, person=person, at=self.clock.now(), addresses=addresses)])

    async def states(self) -> list[str]:
        async with self.database.reading() as connection:
            return list(await connection.scalars(select(deliveries.c.state).order_by(deliveries.c.id)))


@pytest.fixture
async def rig(database: Database, clock: WatchedClock) -> AsyncIterator[Rig]:
    await settled(database)
    contacts, notices, outbox = Contacts(database), SqlNotices(database, clock.now), Deliveries(database)
    http = GuardedHttp(allow_private=True)
    async with receiver() as outside, mail_server() as mailbox:
        await contacts.set_webhooks(SPACE, [Webhook("ops", outside.url, new_secret(), WebhookKinds())])
        await contacts.subscribe("ann", Browser(f"{outside.url}/push").subscription, 1.0)
        push = WebPush(contacts, http, await push_key(database, "mailto:ops@school.example", 1.0))
        hooks, texts = WebhookSender(contacts, http), Catalogue("notices", "en")

        def make(mail: Mail | None) -> Sender:
            return Sender(outbox, push, hooks, mail, texts, "https://study.example", clock, lambda: 1.0)

        sender = make(Mail(SmtpServer.parse(mailbox.url)))
        notices.on_given(sender.ring)
        yield Rig(clock, outside, mailbox, notices, sender, database, outbox, make)
    await http.close()


HOOK, MAIL = Address(Channel.WEBHOOK, "ops"), Address(Channel.MAIL, "ann@school.example")


async def test_every_channel_is_served(rig: Rig) -> None:
    push = Address(Channel.WEB_PUSH, f"{rig.outside.url}/push")
    await rig.give(MAIL, push)
    await rig.give(HOOK, person=SPACE_ITSELF)
    assert await rig.sender.send_due() == 3
    assert await rig.states() == [SENT] * 3
    assert [mail["to"] for mail in rig.mailbox.mails] == ["ann@school.example"]
    assert sorted(received.path for received in rig.outside.received) == ["/hook", "/hook/push"]
    assert await rig.sender.send_due() == 0


async def test_what_was_seen_meanwhile_is_not_sent(rig: Rig) -> None:
    await rig.give(MAIL)
    await rig.notices.mark_seen("ann", [notice.id for notice in await rig.notices.unseen("ann")])
    await rig.sender.send_due()
    assert await rig.states() == [NEEDLESS]
    assert rig.mailbox.mails == []


async def test_a_failure_is_tried_again_later_and_later_until_it_passes(rig: Rig) -> None:
    rig.outside.answers += [status(500)] * 3
    await rig.give(HOOK)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(rig.sender.run())
        for wait in (10.0, 20.0, 40.0):
            await rig.clock.until_armed(rig.clock.now() + wait)
            rig.clock.advance(wait - 1.0)
            assert await rig.deliveries.due(rig.clock.now(), 1) == []
            rig.clock.advance(1.0 if wait < 40.0 else 0.0)
        running.cancel()
    rig.clock.advance(1.0)
    await rig.sender.send_due()
    assert len(rig.outside.received) == 4
    assert await rig.states() == [SENT]
    assert len({received.headers["webhook-id"] for received in rig.outside.received}) == 1


async def test_after_a_day_it_is_dead(rig: Rig) -> None:
    rig.outside.answers += [status(500)] * 2
    await rig.give(HOOK)
    await rig.sender.send_due()
    assert await rig.states() == [WAITING]
    rig.clock.advance(TRIED_FOR)
    await rig.sender.send_due()
    assert await rig.states() == [DEAD]


async def test_what_cannot_succeed_is_dead_at_once_and_its_neighbours_are_sent(rig: Rig) -> None:
    await rig.give(Address(Channel.WEBHOOK, "gone"), Address(Channel.WEB_PUSH, "https://gone.example"), HOOK)
    await rig.sender.send_due()
    assert await rig.states() == [DEAD, DEAD, SENT]


async def test_without_a_mail_server_mails_are_dead(rig: Rig) -> None:
    rig = replace_dataclass(rig, sender=rig.make(None))
    await rig.give(MAIL)
    await rig.sender.send_due()
    assert await rig.states() == [DEAD]
    assert rig.mailbox.mails == []


async def test_a_bug_in_one_delivery_is_tried_again_and_costs_the_others_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig.database.writing() as connection:
        await connection.execute(update(webhooks).values(kinds=b"no json"))
    await rig.give(HOOK, MAIL)
    with caplog.at_level(logging.CRITICAL):
        await rig.sender.send_due()
    assert await rig.states() == [WAITING, SENT]


async def test_an_outbox_that_cannot_be_read_is_read_again(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig.database.writing() as connection:
        await connection.execute(text("ALTER TABLE deliveries RENAME TO elsewhere"))
    async with asyncio.TaskGroup() as tasks:
        with caplog.at_level(logging.CRITICAL):
            running = tasks.create_task(rig.sender.run())
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        async with rig.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO deliveries"))
        rig.outside.answers.append(status(503, b"", "Retry-After: 77"))
        await rig.give(HOOK, MAIL)
        await rig.clock.until_armed(rig.clock.now() + 77.0)
        running.cancel()
    assert await rig.states() == [WAITING, SENT]
