"""Where people and spaces are reached, as stored."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.duty.contacts import (
    MOST_SUBSCRIPTIONS,
    Contacts,
    PushKeys,
    PushSubscription,
    Receiver,
    Settings,
    Webhook,
    WebhookKinds,
)
from server.duty.notice import Channel, Reason
from server.duty.quiet_hours import QuietHours
from server.storage.database import Database
from tests.server.duty.planned import SPACE, settled

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

HOOK = Webhook("ops", "https://hooks.example/1", "whsec_x", WebhookKinds(Receiver.SLACK))


def subscription(number: int) -> PushSubscription:
    return PushSubscription(f"https://push.example/{number}", PushKeys("AAAA", "BBBB"))


@pytest.fixture
async def contacts(database: Database) -> Contacts:
    await settled(database)
    return Contacts(database)


async def test_a_browser_is_subscribed_until_it_is_not(contacts: Contacts) -> None:
    await contacts.subscribe("ann", subscription(1), 1.0)
    await contacts.subscribe("ann", subscription(2), 2.0)
    assert await contacts.endpoints(["ann", "ben"]) == {
        "ann": [subscription(1).endpoint, subscription(2).endpoint]
    }
    assert await contacts.subscription(subscription(1).endpoint, "ann") == subscription(1)
    await contacts.unsubscribe(subscription(1).endpoint, "ben")
    assert await contacts.subscription(subscription(1).endpoint, "ann") is not None
    await contacts.unsubscribe(subscription(1).endpoint, "ann")
    await contacts.unsubscribe(subscription(2).endpoint)
    assert await contacts.endpoints(["ann"]) == {}


async def test_a_browser_is_of_whoever_subscribed_it_last(contacts: Contacts) -> None:
    await contacts.subscribe("ann", subscription(1), 1.0)
    await contacts.subscribe("ben", subscription(1), 2.0)
    assert await contacts.endpoints(["ann", "ben"]) == {"ben": [subscription(1).endpoint]}
    assert await contacts.subscription(subscription(1).endpoint, "ann") is None


async def test_of_too_many_browsers_the_oldest_are_forgotten(contacts: Contacts) -> None:
    for number in range(MOST_SUBSCRIPTIONS + 2):
        await contacts.subscribe("ann", subscription(number), float(number))
    endpoints = (await contacts.endpoints(["ann"]))["ann"]
    assert len(endpoints) == MOST_SUBSCRIPTIONS
    assert endpoints[0] == subscription(2).endpoint


async def test_settings_are_the_defaults_until_they_are_set(contacts: Contacts) -> None:
    mine = Settings(email="ann@school.example", quiet_hours=QuietHours(0, 60, "UTC"))
    await contacts.set_settings("ann", Settings(email="old@school.example"))
    await contacts.set_settings("ann", mine)
    assert await contacts.settings(["ann", "ben"]) == {"ann": mine, "ben": Settings()}


async def test_a_webhook_is_of_its_space_until_it_is_removed(contacts: Contacts) -> None:
    other = Webhook("b", "https://b.example", "whsec_y", WebhookKinds())
    await contacts.save_webhook(SPACE, other)
    await contacts.save_webhook(SPACE, replace(HOOK, url="https://hooks.example/old"))
    await contacts.save_webhook(SPACE, HOOK)
    assert await contacts.webhooks(SPACE) == [other, HOOK]
    assert await contacts.webhook(SPACE, "ops") == HOOK
    assert await contacts.webhook("other", "ops") is None
    await contacts.remove_webhook("other", "ops")
    await contacts.remove_webhook(SPACE, "b")
    assert await contacts.webhooks(SPACE) == [HOOK]
    assert await contacts.webhooks("other") == []


def test_only_a_generic_webhook_is_read_by_a_program() -> None:
    channels = {receiver: WebhookKinds(receiver).channel for receiver in Receiver}
    assert channels.pop(Receiver.GENERIC) is Channel.WEBHOOK
    assert set(channels.values()) == {Channel.CHAT}


def test_a_webhook_is_told_its_reasons_and_of_the_ladder_from_its_level_on() -> None:
    kinds = WebhookKinds(reasons=(Reason.ESCALATED,), level=200)
    assert [kinds.tells(Reason.ESCALATED, level) for level in (100, 200, 400)] == [False, True, True]
    assert not kinds.tells(Reason.GAP, 0)
    assert WebhookKinds().tells(Reason.GAP, 0)
