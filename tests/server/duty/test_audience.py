"""Who may still be told when a message goes out, and in which language."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.duty.audience import Audience
from server.duty.contacts import Contacts, Settings, Webhook, WebhookKinds
from server.duty.notice import SPACE_ITSELF, Address, Channel, Lane
from server.storage.database import Database
from server.storage.people import People, Person
from tests.server.duty.planned import SPACE, settled

pytestmark = pytest.mark.anyio

MAIL = Lane(SPACE, "ann", Address(Channel.MAIL, "ann@school.example"))
PUSH = Lane(SPACE, "ann", Address(Channel.WEB_PUSH, "https://push.example/1"))
HOOK = Lane(SPACE, SPACE_ITSELF, Address(Channel.CHAT, "chat"))


@pytest.fixture
async def contacts(database: Database) -> Contacts:
    await settled(database)
    made = Contacts(database)
    await made.set_settings("ann", Settings(email=MAIL.address.to))
    return made


def audience(database: Database) -> Audience:
    return Audience(Contacts(database), People(database), "en")


async def test_people_and_webhooks_have_the_language_of_the_house_until_one_is_chosen(
    database: Database, contacts: Contacts
) -> None:
    asked = audience(database)
    await contacts.save_webhook(SPACE, Webhook("chat", "https://x.example", "", WebhookKinds()))
    assert [await asked.language(lane) for lane in (MAIL, PUSH, HOOK)] == ["en"] * 3
    await contacts.set_settings("ann", Settings(email=MAIL.address.to, language="zh"))
    await contacts.save_webhook(SPACE, Webhook("chat", "https://x.example", "", WebhookKinds(language="zh")))
    assert [await asked.language(lane) for lane in (MAIL, PUSH, HOOK)] == ["zh"] * 3


async def test_a_mail_goes_to_the_address_that_is_set_now(database: Database, contacts: Contacts) -> None:
    await contacts.set_settings("ann", Settings(email="new@school.example"))
    assert await audience(database).language(MAIL) is None
    assert await audience(database).language(PUSH) == "en"


async def test_whoever_is_no_staff_of_this_space_is_told_nothing(
    database: Database, contacts: Contacts
) -> None:
    asked, people = audience(database), People(database)
    assert await asked.language(Lane("other", "ann", PUSH.address)) is None
    assert await asked.language(Lane(SPACE, "nobody", PUSH.address)) is None
    await people.update(Person("ann", SPACE, "Ann", Role.ACTIVE))
    assert await asked.language(PUSH) is None


async def test_a_webhook_that_was_removed_is_told_nothing(database: Database, contacts: Contacts) -> None:
    assert await audience(database).language(HOOK) is None
