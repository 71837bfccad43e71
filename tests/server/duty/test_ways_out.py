"""Each address is served by the way out that it belongs to."""

from __future__ import annotations

import pytest

from server.duty.contacts import Contacts
from server.duty.guarded_http import GuardedHttp
from server.duty.mail import Mail, SmtpServer
from server.duty.notice import Address, Channel
from server.duty.push_key import push_key
from server.duty.sending import GiveUp, Sent, Trouble
from server.duty.ways_out import WaysOut
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from tests.server.duty.given import notice
from tests.server.duty.outside import mail_server

pytestmark = pytest.mark.anyio

MAIL = Address(Channel.MAIL, "ann@school.example")
NOW = 1_790_000_000.0


async def ways_out(database: Database, http: GuardedHttp, mail: Mail | None) -> WaysOut:
    contacts = Contacts(database)
    key = await push_key(database, "mailto:ops@school.example", 1.0)
    words = Words("https://study.example")
    return WaysOut(WebPush(contacts, http, key), WebhookSender(contacts, http), mail, words)


async def test_without_a_mail_server_there_are_no_mails(database: Database) -> None:
    http = GuardedHttp()
    out = await ways_out(database, http, None)
    assert await out.send(MAIL, [notice()], "en", NOW) == GiveUp(Trouble.NO_SERVER)
    await http.close()


async def test_several_notices_are_one_message_under_the_name_of_the_most_urgent(database: Database) -> None:
    http = GuardedHttp()
    async with mail_server() as mailbox:
        out = await ways_out(database, http, Mail(SmtpServer.parse(mailbox.url)))
        told = [notice(id=1), notice(id=2, level=200), notice(id=3)]
        assert await out.send(MAIL, told, "en", NOW) == Sent()
    await http.close()
    assert mailbox.mails[0]["message-id"] == "<notice-2-ann@school.example>"
    assert mailbox.mails[0]["subject"].endswith("(and 2 more)")


@pytest.mark.parametrize("channel", [Channel.WEB_PUSH, Channel.WEBHOOK, Channel.CHAT])
async def test_what_nobody_set_up_is_gone(database: Database, channel: Channel) -> None:
    http = GuardedHttp()
    out = await ways_out(database, http, None)
    nowhere = Address(channel, "https://nowhere.example")
    assert await out.send(nowhere, [notice()], "en", NOW) == GiveUp(Trouble.GONE)
    await http.close()
