"""An address is used once the link that was sent to it was opened, and not before."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import count
from typing import NamedTuple

import pytest

from server.duty.contacts import Contacts, Settings
from server.duty.email_links import SECONDS_BETWEEN, EmailLinks, Refused
from server.duty.emails import Emails
from server.duty.guarded_http import GuardedHttp
from server.duty.mail import Mail, SmtpServer
from server.duty.push_key import push_key
from server.duty.sending import GiveUp, Sent, Trouble
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from tests.server.duty.outside import Mailbox, mail_server
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio

OWN = Settings(email="ada@school.example")


class Rig(NamedTuple):
    emails: Emails
    contacts: Contacts
    mailbox: Mailbox
    clock: ManualClock
    without_server: Emails

    def link(self) -> str:
        found = re.search(r"https://study\.example/confirm/(\S+)", self.mailbox.mails[-1].get_content())
        assert found is not None
        return found[1]


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    contacts, clock, http = Contacts(database), ManualClock(), GuardedHttp()
    ids = (f"id-{number}" for number in count())
    links = EmailLinks(database, b"k" * 32, clock.now, lambda: next(ids))
    push = WebPush(contacts, http, await push_key(database, "mailto:ops@school.example", 1.0))
    hooks, words = WebhookSender(contacts, http), Words("https://study.example")
    async with mail_server() as mailbox:
        made = [
            Emails(contacts, links, WaysOut(push, hooks, mail, words), "en", clock.now)
            for mail in (Mail(SmtpServer.parse(mailbox.url)), None)
        ]
        yield Rig(made[0], contacts, mailbox, clock, made[1])
    await http.close()


async def test_an_address_is_used_once_its_link_was_opened(rig: Rig) -> None:
    await rig.emails.save("ada", OWN)
    assert await rig.emails.ask("ada", OWN) == Sent()
    assert (await rig.contacts.mailboxes(["ada"]), await rig.emails.is_confirmed("ada")) == ({}, False)
    assert rig.mailbox.mails[0]["subject"] == "Is this your address?"
    assert await rig.emails.confirm(rig.link()) == OWN.email
    assert await rig.contacts.mailboxes(["ada"]) == {"ada": OWN.email}
    assert await rig.emails.is_confirmed("ada")


async def test_a_changed_address_starts_unconfirmed_and_voids_the_links_of_the_former(rig: Rig) -> None:
    await rig.emails.save("ada", OWN)
    await rig.emails.ask("ada", OWN)
    former = rig.link()
    await rig.emails.save("ada", Settings(email="new@school.example"))
    assert await rig.emails.confirm(former) is None
    assert await rig.contacts.mailboxes(["ada"]) == {}


async def test_what_else_is_changed_leaves_the_link_as_it_is(rig: Rig) -> None:
    await rig.emails.save("ada", OWN)
    await rig.emails.ask("ada", OWN)
    await rig.emails.save("ada", Settings(email=OWN.email, language="zh"))
    assert await rig.emails.confirm(rig.link()) == OWN.email


async def test_links_are_few_and_in_the_readers_language(rig: Rig) -> None:
    chinese = Settings(email=OWN.email, language="zh")
    await rig.emails.ask("ada", chinese)
    assert rig.mailbox.mails[0]["subject"] == "请确认这是你的邮箱"
    assert isinstance(await rig.emails.ask("ada", chinese), Refused)
    rig.clock.advance(SECONDS_BETWEEN)
    assert await rig.without_server.ask("ada", chinese) == GiveUp(Trouble.NO_SERVER)
