"""What rings, where, and when it does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.duty.contacts import (
    Contacts,
    PushKeys,
    PushSubscription,
    Receiver,
    Settings,
    Webhook,
    WebhookKinds,
)
from server.duty.notice import SPACE_ITSELF, Address, Channel
from server.duty.quiet_hours import QuietHours
from server.duty.reach import Reach
from server.storage.database import Database
from tests.server.duty.planned import SPACE, ZONE_NAME, at, settled
from tests.server.duty.reached import with_mailbox
from tests.server.duty.test_notices import DRAFT

pytestmark = pytest.mark.anyio

NIGHT = QuietHours(22 * 60, 7 * 60, ZONE_NAME)
ANY = replace(DRAFT, person="", addresses=(), at=at(2, 10))
PUSH, MAIL = Address(Channel.WEB_PUSH, "https://push.example/1"), Address(Channel.MAIL, "ann@school.example")
HOOK = Address(Channel.WEBHOOK, "ops")


@pytest.fixture
async def contacts(database: Database) -> Contacts:
    await settled(database)
    contacts = Contacts(database)
    await contacts.subscribe("ann", PushSubscription(PUSH.to, PushKeys("AAAA", "BBBB")), 1.0)
    await with_mailbox(database, "ann", MAIL.to)
    hook = Webhook("ops", "https://hooks.example", "whsec_x", WebhookKinds(level=100))
    await contacts.save_webhook(SPACE, hook)
    return contacts


async def addresses(contacts: Contacts, *people: str, **changes: object) -> dict[str, tuple[Address, ...]]:
    quiet = changes.pop("quiet", None)
    assert quiet is None or isinstance(quiet, QuietHours)
    told = await Reach(contacts).told(replace(ANY, **changes), people, quiet)
    return {draft.person: draft.addresses for draft in told}


async def test_people_are_reached_where_they_are_and_webhooks_are_told_once(contacts: Contacts) -> None:
    assert await addresses(contacts, "ann", "ben") == {
        "ann": (PUSH, MAIL),
        "ben": (),
        SPACE_ITSELF: (HOOK,),
    }


async def test_a_chat_is_told_as_people_are_and_a_program_as_a_program(contacts: Contacts) -> None:
    chat = Webhook("chat", "https://chat.example", "", WebhookKinds(Receiver.WECOM))
    await contacts.save_webhook(SPACE, chat)
    assert (await addresses(contacts, "ben"))[SPACE_ITSELF] == (Address(Channel.CHAT, "chat"), HOOK)


async def test_what_does_not_ring_is_a_notice_only(contacts: Contacts) -> None:
    told = await Reach(contacts).told(ANY, ["ann"], None, rings=False)
    assert [(draft.person, draft.addresses) for draft in told] == [("ann", ())]


async def test_webhooks_are_not_told_what_they_did_not_ask_for(contacts: Contacts) -> None:
    assert await addresses(contacts, "ben", level=50) == {"ben": ()}


async def test_quiet_hours_silence_what_rings_and_never_the_notice(contacts: Contacts) -> None:
    assert await addresses(contacts, "ann", at=at(2, 23), quiet=NIGHT) == {"ann": ()}
    assert await addresses(contacts, "ann", at=at(2, 8), quiet=NIGHT) == {
        "ann": (PUSH, MAIL),
        SPACE_ITSELF: (HOOK,),
    }


async def test_ones_own_quiet_hours_count_instead_of_the_spaces(contacts: Contacts) -> None:
    await contacts.set_settings("ann", Settings(email=MAIL.to, quiet_hours=QuietHours(600, 720, ZONE_NAME)))
    assert (await addresses(contacts, "ann", at=at(2, 23), quiet=NIGHT))["ann"] == (PUSH, MAIL)
    assert (await addresses(contacts, "ann", at=at(2, 10), quiet=NIGHT))["ann"] == ()


async def test_a_report_rings_at_any_hour(contacts: Contacts) -> None:
    told = await addresses(contacts, "ann", at=at(2, 23), quiet=NIGHT, class_="report")
    assert told == {"ann": (PUSH, MAIL), SPACE_ITSELF: (HOOK,)}
