"""A webhook is told, and can check by whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from server.duty.contacts import Contacts, Webhook, WebhookKinds
from server.duty.contacts import Receiver as Shape
from server.duty.guarded_http import GuardedHttp
from server.duty.sending import GiveUp, Result, Sent, TryAgain
from server.duty.signatures import new_secret, verify
from server.duty.webhook import WebhookSender
from server.storage.database import Database
from tests.server.duty.given import NOTICE, WORDS
from tests.server.duty.outside import Receiver, receiver, status
from tests.server.duty.planned import SPACE, settled

pytestmark = pytest.mark.anyio

NOW = 1_790_000_000.0
SECRET = new_secret()


class Rig(NamedTuple):
    outside: Receiver
    contacts: Contacts
    sender: WebhookSender

    async def told(self, shape: Shape = Shape.GENERIC) -> Result:
        hook = Webhook("ops", self.outside.url, SECRET, WebhookKinds(shape))
        await self.contacts.set_webhooks(SPACE, [hook])
        return await self.sender.send("ops", NOTICE, WORDS, NOW)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    await settled(database)
    async with receiver() as outside:
        http, contacts = GuardedHttp(allow_private=True), Contacts(database)
        yield Rig(outside, contacts, WebhookSender(contacts, http))
        await http.close()


async def test_it_is_told_signed_and_under_the_same_id_every_time(rig: Rig) -> None:
    rig.outside.answers.append(status(500))
    assert await rig.told() == TryAgain("status 500")
    assert await rig.told() == Sent()
    first, second = rig.outside.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "notice-7"
    assert verify([SECRET], second.headers, second.body, NOW)


async def test_a_robot_that_says_no_in_its_body_is_tried_again(rig: Rig) -> None:
    rig.outside.answers.append(status(200, b'{"errcode":130101}', "Retry-After: 60"))
    assert await rig.told(Shape.DINGTALK) == TryAgain("status 200", 60.0)
    rig.outside.answers.append(status(200, b'{"errcode":0}'))
    assert await rig.told(Shape.DINGTALK) == Sent()


async def test_what_is_gone_is_given_up(rig: Rig) -> None:
    rig.outside.answers.append(status(410))
    assert await rig.told() == GiveUp("gone")
    await rig.contacts.set_webhooks(SPACE, [])
    assert isinstance(await rig.sender.send("ops", NOTICE, WORDS, NOW), GiveUp)
    elsewhere = replace(NOTICE, space="other")
    assert isinstance(await rig.sender.send("ops", elsewhere, WORDS, NOW), GiveUp)


async def test_who_does_not_answer_is_tried_again(rig: Rig) -> None:
    rig.outside.answers.append(b"")
    assert isinstance(await rig.told(), TryAgain)


@pytest.mark.row("S14")
async def test_a_webhook_inside_is_given_up_without_a_word_to_it(rig: Rig) -> None:
    http = GuardedHttp()
    hook = Webhook("ops", f"https://localhost:{rig.outside.port}/", SECRET, WebhookKinds())
    await rig.contacts.set_webhooks(SPACE, [hook])
    result = await WebhookSender(rig.contacts, http).send("ops", NOTICE, WORDS, NOW)
    await http.close()
    assert result == GiveUp("not a public address")
    assert rig.outside.received == []
