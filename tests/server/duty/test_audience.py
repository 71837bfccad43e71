"""Who may still be told when a message goes out, and in which language."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.catalogue import Language
from server.duty.audience import Audience, Reader
from server.duty.contacts import Contacts, Settings, Webhook, WebhookKinds
from server.duty.notice import SPACE_ITSELF, Address, Channel, Lane
from server.storage.database import Database
from server.storage.people import People, Person
from tests.server.duty.given import NOTICE, notice
from tests.server.duty.planned import SPACE, settled
from tests.server.duty.reached import audience, with_mailbox

pytestmark = pytest.mark.anyio

MAIL = Lane(SPACE, "ann", Address(Channel.MAIL, "ann@school.example"))
PUSH = Lane(SPACE, "ann", Address(Channel.WEB_PUSH, "https://push.example/1"))
HOOK = Lane(SPACE, SPACE_ITSELF, Address(Channel.CHAT, "chat"))


@pytest.fixture
async def contacts(database: Database) -> Contacts:
    await settled(database)
    made = Contacts(database)
    await with_mailbox(database, "ann", MAIL.address.to)
    return made


async def language(asked: Audience, lane: Lane) -> Language | None:
    reader = await asked.reader(lane)
    return None if reader is None else reader.language


async def test_people_and_webhooks_have_the_language_of_the_house_until_one_is_chosen(
    database: Database, contacts: Contacts
) -> None:
    asked = audience(database)
    await contacts.save_webhook(SPACE, Webhook("chat", "https://x.example", "", WebhookKinds()))
    assert [await language(asked, lane) for lane in (MAIL, PUSH, HOOK)] == ["en"] * 3
    await contacts.set_settings("ann", Settings(email=MAIL.address.to, language="zh"))
    await contacts.save_webhook(SPACE, Webhook("chat", "https://x.example", "", WebhookKinds(language="zh")))
    assert [await language(asked, lane) for lane in (MAIL, PUSH, HOOK)] == ["zh"] * 3


async def test_a_mail_goes_to_the_address_that_is_set_now(database: Database, contacts: Contacts) -> None:
    await contacts.set_settings("ann", Settings(email="new@school.example"))
    assert await language(audience(database), MAIL) is None
    assert await language(audience(database), PUSH) == "en"


async def test_whoever_may_not_come_to_this_space_is_told_nothing(
    database: Database, contacts: Contacts
) -> None:
    asked = audience(database)
    assert await language(asked, Lane("other", "ann", PUSH.address)) is None
    assert await language(asked, Lane(SPACE, "nobody", PUSH.address)) is None
    await People(database).shut_out("ann", 2.0)
    assert await language(asked, PUSH) is None


async def test_whoever_is_no_staff_any_more_is_told_what_concerns_members_only(
    database: Database, contacts: Contacts
) -> None:
    asked = audience(database)
    await People(database).update(Person("ann", SPACE, "Ann", Role.ACTIVE))
    reader = await asked.reader(PUSH)
    assert reader == Reader("en", is_staff=False)
    assert await asked.wanted(PUSH, reader, [notice(id=1)], NOTICE.at) == frozenset()


async def test_a_program_hears_of_what_people_need_not_hear_of_any_more(
    database: Database, contacts: Contacts
) -> None:
    asked, over = audience(database), [notice(id=1, is_over=True), notice(id=2, is_seen=True), notice(id=3)]
    hook = Lane(SPACE, SPACE_ITSELF, Address(Channel.WEBHOOK, "ops"))
    assert await asked.wanted(hook, Reader("en", is_staff=True), over, NOTICE.at) == {1, 2, 3}
    assert await asked.wanted(PUSH, Reader("en", is_staff=True), over, NOTICE.at) == {3}


async def test_a_webhook_that_was_removed_is_told_nothing(database: Database, contacts: Contacts) -> None:
    assert await audience(database).reader(HOOK) is None
