"""A webhook is told, and can check by whom; chat robots take what they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from server.duty.contacts import Contacts, Webhook, WebhookKinds
from server.duty.contacts import Receiver as Shape
from server.duty.guarded_http import GuardedHttp
from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain
from server.duty.signatures import new_secret, verify
from server.duty.webhook import WebhookSender
from server.duty.wording import Words
from server.storage.database import Database
from tests.server.duty.given import NOTICE, WORDS, notice
from tests.server.duty.outside import Receiver, receiver, status
from tests.server.duty.planned import SPACE, settled
from tests.server.duty.robots import dingtalk, slack, wecom

pytestmark = pytest.mark.anyio

NOW = 1_790_000_000.0
SECRET = new_secret()
LINES = "\n".join((WORDS.title, WORDS.text, WORDS.url))


class Rig(NamedTuple):
    outside: Receiver
    contacts: Contacts
    sender: WebhookSender

    async def told(self, shape: Shape = Shape.GENERIC, query: str = "", secret: str = SECRET) -> Result:
        hook = Webhook("ops", self.outside.url + query, secret, WebhookKinds(shape))
        await self.contacts.save_webhook(SPACE, hook)
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
    assert await rig.told() == TryAgain(Trouble.REFUSED, "status 500")
    assert await rig.told() == Sent()
    first, second = rig.outside.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "notice-7"
    assert verify([SECRET], second.headers, second.body, NOW)


async def test_a_robot_of_dingtalk_takes_what_is_signed_for_it(rig: Rig) -> None:
    said: list[str] = []
    rig.outside.robot = dingtalk("t0ken", "SEC123", NOW, said)
    assert await rig.told(Shape.DINGTALK, "?access_token=t0ken", "SEC123") == Sent()
    assert said == [LINES]
    wrong = await rig.told(Shape.DINGTALK, "?access_token=t0ken", "SEC124")
    assert wrong == TryAgain(Trouble.REFUSED, "errcode 310000: sign not match")
    unsigned = await rig.told(Shape.DINGTALK, "?access_token=t0ken", "")
    assert isinstance(unsigned, TryAgain)
    assert "sign" not in rig.outside.received[-1].path


async def test_a_robot_of_wecom_takes_also_what_was_too_long(rig: Rig) -> None:
    said: list[str] = []
    rig.outside.robot = wecom("k", said)
    assert await rig.told(Shape.WECOM, "?key=k", "") == Sent()
    long = Words("https://study.example").of([notice(id=id, excerpt="为什么" * 40) for id in range(30)], "zh")
    assert await rig.sender.send("ops", NOTICE, long, NOW) == Sent()
    assert said[0] == LINES
    assert said[1].startswith(long.title)
    assert said[1].endswith(long.url)
    assert await rig.told(Shape.WECOM, "?key=old", "") == TryAgain(
        Trouble.REFUSED, "errcode 93000: invalid webhook url"
    )


async def test_slack_takes_a_text(rig: Rig) -> None:
    said: list[str] = []
    rig.outside.robot = slack("/hook/T0/B0/xyz", said)
    assert await rig.told(Shape.SLACK, "/T0/B0/xyz", "") == Sent()
    assert said[0].startswith(WORDS.title)
    assert await rig.told(Shape.SLACK, "/T0/B0/old", "") == TryAgain(Trouble.REFUSED, "status 404")


async def test_a_robot_that_says_no_in_its_body_is_tried_again(rig: Rig) -> None:
    rig.outside.answers.append(status(200, b'{"errcode":130101}', "Retry-After: 60"))
    assert await rig.told(Shape.DINGTALK, secret="") == TryAgain(Trouble.REFUSED, "errcode 130101: ", 60.0)
    rig.outside.answers.append(status(200, b'{"errcode":0}'))
    assert await rig.told(Shape.DINGTALK, secret="") == Sent()


async def test_what_is_gone_is_given_up(rig: Rig) -> None:
    rig.outside.answers.append(status(410))
    assert await rig.told() == GiveUp(Trouble.GONE, "status 410")
    await rig.contacts.remove_webhook(SPACE, "ops")
    assert await rig.sender.send("ops", NOTICE, WORDS, NOW) == GiveUp(Trouble.GONE)
    elsewhere = replace(NOTICE, space="other")
    assert isinstance(await rig.sender.send("ops", elsewhere, WORDS, NOW), GiveUp)


async def test_who_does_not_answer_is_tried_again(rig: Rig) -> None:
    rig.outside.answers.append(b"")
    assert isinstance(await rig.told(), TryAgain)


@pytest.mark.row("S14")
async def test_a_webhook_inside_is_given_up_without_a_word_to_it(rig: Rig) -> None:
    http = GuardedHttp()
    hook = Webhook("ops", f"https://localhost:{rig.outside.port}/", SECRET, WebhookKinds())
    await rig.contacts.save_webhook(SPACE, hook)
    result = await WebhookSender(rig.contacts, http).send("ops", NOTICE, WORDS, NOW)
    await http.close()
    assert result == GiveUp(Trouble.ADDRESS, "not a public address")
    assert rig.outside.received == []
