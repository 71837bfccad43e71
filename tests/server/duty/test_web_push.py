"""A push that only its browser can read, and what becomes of subscriptions that are over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from server.duty.contacts import Contacts, PushKeys
from server.duty.guarded_http import GuardedHttp
from server.duty.push_key import push_key
from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain
from server.duty.web_push import WebPush, sealed
from server.duty.wording import Words
from server.storage.database import Database
from tests.server.duty.browser import Browser
from tests.server.duty.given import NOTICE, WORDS, notice
from tests.server.duty.outside import Receiver, receiver, status

pytestmark = pytest.mark.anyio

NOW = 4_000_000_000.0


class Rig(NamedTuple):
    outside: Receiver
    browser: Browser
    contacts: Contacts
    push: WebPush

    async def send(self) -> Result:
        return await self.push.send(self.outside.url, NOTICE, WORDS, NOW)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    async with receiver() as outside:
        contacts, browser = Contacts(database), Browser(outside.url)
        http = GuardedHttp(allow_private=True)
        await contacts.subscribe("ann", browser.subscription, 1.0)
        key = await push_key(database, "mailto:ops@school.example", 1.0)
        yield Rig(outside, browser, contacts, WebPush(contacts, http, key))
        await http.close()


async def test_the_browser_reads_what_was_sealed_for_it(rig: Rig) -> None:
    assert await rig.send() == Sent()
    received = rig.outside.received[0]
    assert WORDS.title.encode() not in received.body
    told = msgspec.json.decode(rig.browser.open(received.body))
    assert (told["title"], told["body"], told["url"], told["id"]) == (*msgspec.structs.astuple(WORDS), 7)
    assert received.headers["content-encoding"] == "aes128gcm"
    assert received.headers["authorization"].startswith("vapid t=")
    assert received.headers["topic"] == "notice-7"


async def test_a_browser_that_somebody_else_uses_now_is_told_nothing(rig: Rig) -> None:
    """The next person at the same desk must not read what was for the one before."""
    await rig.contacts.subscribe("bo", rig.browser.subscription, 2.0)
    assert await rig.send() == GiveUp(Trouble.GONE)
    assert rig.outside.received == []
    assert await rig.contacts.endpoints(["bo"]) == {"bo": [rig.outside.url]}


async def test_the_longest_message_fits_into_a_push(rig: Rig) -> None:
    """Services must take 4096 bytes, and need not take more."""
    wording = Words("https://study.example").of(
        [notice(id=id, room_title="室" * 300, excerpt="🎓" * 900) for id in range(60)], "zh"
    )
    assert await rig.push.send(rig.outside.url, NOTICE, wording, NOW) == Sent()
    assert len(rig.outside.received[0].body) <= 4096


def test_no_two_pushes_are_sealed_alike() -> None:
    subscription = Browser("https://push.example/1").subscription
    assert sealed(subscription, b"hello") != sealed(subscription, b"hello")


@pytest.mark.parametrize("code", [404, 410])
async def test_a_subscription_that_is_gone_is_forgotten(rig: Rig, code: int) -> None:
    rig.outside.answers.append(status(code))
    assert isinstance(await rig.send(), GiveUp)
    assert await rig.contacts.endpoints(["ann"]) == {}
    assert isinstance(await rig.send(), GiveUp)
    assert len(rig.outside.received) == 1


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (status(429, b"", "Retry-After: 30"), TryAgain(Trouble.REFUSED, "status 429", 30.0)),
        (status(500), TryAgain(Trouble.REFUSED, "status 500")),
        (status(413), GiveUp(Trouble.REFUSED, "status 413")),
    ],
)
async def test_what_may_pass_is_tried_again_and_what_will_not_is_given_up(
    rig: Rig, answer: bytes, result: Result
) -> None:
    rig.outside.answers.append(answer)
    assert await rig.send() == result
    assert await rig.contacts.endpoints(["ann"]) == {"ann": [rig.outside.url]}


async def test_a_service_that_breaks_off_is_tried_again(rig: Rig) -> None:
    rig.outside.answers.append(b"")
    assert isinstance(await rig.send(), TryAgain)


@pytest.mark.parametrize("keys", [PushKeys("AAAA", "A" * 22), PushKeys("A" * 86, "AAAA")])
async def test_keys_that_are_none_are_forgotten(rig: Rig, keys: PushKeys) -> None:
    await rig.contacts.subscribe("ann", replace(rig.browser.subscription, keys=keys), 2.0)
    assert await rig.send() == GiveUp(Trouble.RECIPIENT, "its keys cannot be used")
    assert await rig.contacts.endpoints(["ann"]) == {}


@pytest.mark.row("S14")
async def test_an_endpoint_inside_is_refused_and_forgotten(rig: Rig, database: Database) -> None:
    http = GuardedHttp()
    push = WebPush(rig.contacts, http, await push_key(database, "mailto:ops@school.example", 1.0))
    inside = Browser("https://127.0.0.1:1/inside")
    await rig.contacts.subscribe("ann", inside.subscription, 2.0)
    result = await push.send(inside.subscription.endpoint, NOTICE, WORDS, NOW)
    await http.close()
    assert result == GiveUp(Trouble.ADDRESS, "not a public address")
    assert await rig.contacts.endpoints(["ann"]) == {"ann": [rig.outside.url]}
