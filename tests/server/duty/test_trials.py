"""Whoever sets up a way out sees at once whether something arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import select

from server.duty.contacts import Settings, Webhook, WebhookKinds
from server.duty.notice import Address, Channel
from server.duty.sending import GiveUp, Sent, Trouble, TryAgain
from server.duty.signatures import new_secret
from server.duty.trials import REMEMBERED, SECONDS_BETWEEN
from server.storage.database import Database
from server.storage.tables import deliveries, notices
from tests.server.duty.outside import Receiver, receiver, status
from tests.server.duty.planned import SPACE
from tests.server.duty.reached import with_mailbox
from tests.server.duty.rig import DutyRig, duty_rig

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        yield made


@pytest.fixture
async def outside() -> AsyncIterator[Receiver]:
    async with receiver() as made:
        yield made


async def test_a_webhook_is_told_that_it_is_a_test_and_nothing_of_it_is_kept(
    rig: DutyRig, outside: Receiver
) -> None:
    hook = Webhook("ops", outside.url, new_secret(), WebhookKinds(language="zh"))
    await rig.contacts.save_webhook(SPACE, hook)
    assert await rig.office.trials.webhook(SPACE, "ops") == Sent()
    told = msgspec.json.decode(outside.received[0].body)
    assert (told["type"], told["data"]["title"]) == ("duty.test", "测试：通知可以送达这里")
    async with rig.database.reading() as connection:
        assert (await connection.execute(select(notices))).all() == []
        assert (await connection.execute(select(deliveries))).all() == []


async def test_every_test_has_an_id_of_its_own(rig: DutyRig, outside: Receiver) -> None:
    await rig.contacts.save_webhook(SPACE, Webhook("ops", outside.url, new_secret(), WebhookKinds()))
    for _ in range(2):
        await rig.office.trials.webhook(SPACE, "ops")
        rig.clock.advance(SECONDS_BETWEEN)
    assert len({received.headers["webhook-id"] for received in outside.received}) == 2


async def test_what_went_wrong_is_told(rig: DutyRig, outside: Receiver) -> None:
    outside.answers.append(status(404))
    await rig.contacts.save_webhook(SPACE, Webhook("ops", outside.url, new_secret(), WebhookKinds()))
    assert await rig.office.trials.webhook(SPACE, "ops") == TryAgain(Trouble.REFUSED, "status 404")
    assert await rig.office.trials.webhook(SPACE, "none") == GiveUp(Trouble.GONE)


async def test_people_try_their_own_addresses_only(rig: DutyRig) -> None:
    mail = Address(Channel.MAIL, "ann@school.example")
    assert await rig.office.trials.person(SPACE, "ann", mail) == GiveUp(Trouble.GONE)
    await rig.contacts.set_settings("ann", Settings(email=mail.to))
    assert await rig.office.trials.person(SPACE, "ann", mail) == GiveUp(Trouble.GONE)
    await with_mailbox(rig.database, "ann", mail.to)
    assert await rig.office.trials.person(SPACE, "ann", mail) == GiveUp(Trouble.NO_SERVER)
    push = Address(Channel.WEB_PUSH, "https://push.example/1")
    assert await rig.office.trials.person(SPACE, "ann", push) == GiveUp(Trouble.GONE)


async def test_nobody_tries_without_end(rig: DutyRig) -> None:
    trials = rig.office.trials
    assert trials.wait("ann") == 0.0
    assert trials.wait("ann") == SECONDS_BETWEEN
    assert trials.wait("ben") == 0.0
    rig.clock.advance(SECONDS_BETWEEN)
    assert trials.wait("ann") == 0.0
    for number in range(REMEMBERED):
        assert trials.wait(f"p{number}") == 0.0
    assert trials.wait("ann") == 0.0
