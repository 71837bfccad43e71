"""Where people and spaces are reached: push subscriptions of browsers, settings of people, webhooks of spaces.

It keeps what was given. Whether an address may be spoken to is decided each time it is (`guarded_http.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Delete, delete, insert, select

from server.catalogue import Language
from server.duty.notice import Address, Channel, Reason
from server.duty.quiet_hours import QuietHours
from server.storage.database import Database
from server.storage.notice_tables import confirmed_emails
from server.storage.tables import notification_settings, push_subscriptions, webhooks

MOST_SUBSCRIPTIONS = 20
"""Per person; of more the oldest are forgotten."""

Url = Annotated[str, Meta(pattern="^https?://[^\\s]+$", max_length=2000)]
EmailAddress = Annotated[str, Meta(pattern=r"^[^@\s<>,;\"]+@[^@\s<>,;\"]+$", max_length=254)]
Base64Url = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]+={0,2}$", max_length=200)]


class PushKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """Of a browser's subscription, as the Push API gives them."""

    p256dh: Base64Url
    auth: Base64Url


class PushSubscription(
    Struct, frozen=True, forbid_unknown_fields=True, rename={"expiration_time": "expirationTime"}
):
    """`JSON.stringify` of what a browser's `pushManager.subscribe` gave."""

    endpoint: Url
    keys: PushKeys
    expiration_time: float | None = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How one person is notified, besides in the page. `email` may not be confirmed yet. `quiet_hours` None: those of the space. `language` None: that of
    the installation."""

    email: EmailAddress | None = None
    quiet_hours: QuietHours | None = None
    language: Language | None = None


class Receiver(StrEnum):
    """In which shape a webhook is told."""

    GENERIC = "generic"
    DINGTALK = "dingtalk"
    WECOM = "wecom"
    SLACK = "slack"


class WebhookKinds(Struct, frozen=True, forbid_unknown_fields=True):
    """What a webhook is told: notices with one of `reasons`, and of the ladder from `level` on. `language` None: that of
    the installation."""

    receiver: Receiver = Receiver.GENERIC
    reasons: tuple[Reason, ...] = (Reason.ESCALATED, Reason.GAP)
    level: Annotated[int, Meta(ge=50, le=400)] = 100
    language: Language | None = None

    @property
    def channel(self) -> Channel:
        return Channel.WEBHOOK if self.receiver is Receiver.GENERIC else Channel.CHAT

    def tells(self, reason: Reason, level: int) -> bool:
        """What is held for too long is told as what is owed for too long."""
        reason = Reason.ESCALATED if reason is Reason.HELD else reason
        return reason in self.reasons and (reason is not Reason.ESCALATED or level >= self.level)


class Webhook(Struct, frozen=True):
    """`secret` of a generic one signs what is sent to it, and what it sends: `whsec_` and base64, as Standard Webhooks
    has it. That of DingTalk is the one its robot signs by, or empty; the others have none: their URL is secret."""

    id: str
    url: str
    secret: str
    kinds: WebhookKinds


class Contacts:
    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ browsers

    async def subscribe(self, person: str, subscription: PushSubscription, at: float) -> None:
        """An endpoint is one browser: whoever subscribes it last has it."""
        async with self._database.writing() as connection:
            endpoint = push_subscriptions.c.endpoint
            await connection.execute(delete(push_subscriptions).where(endpoint == subscription.endpoint))
            newest = (
                select(endpoint)
                .where(push_subscriptions.c.person == person)
                .order_by(push_subscriptions.c.made_at.desc())
                .limit(MOST_SUBSCRIPTIONS - 1)
            )
            kept = list(await connection.scalars(newest))
            await connection.execute(
                delete(push_subscriptions).where(push_subscriptions.c.person == person, endpoint.not_in(kept))
            )
            await connection.execute(
                insert(push_subscriptions).values(
                    endpoint=subscription.endpoint,
                    person=person,
                    p256dh=subscription.keys.p256dh,
                    auth=subscription.keys.auth,
                    made_at=at,
                )
            )

    async def unsubscribe(self, endpoint: str, person: str | None = None) -> None:
        """Of this person only, unless it is None."""
        gone = delete(push_subscriptions).where(push_subscriptions.c.endpoint == endpoint)
        await self._write(gone if person is None else gone.where(push_subscriptions.c.person == person))

    async def subscription(self, endpoint: str, person: str) -> PushSubscription | None:
        """None: this browser takes nothing for this person, or not any more."""
        columns = push_subscriptions.c
        rows = await self._rows(
            select(push_subscriptions).where(columns.endpoint == endpoint, columns.person == person)
        )
        return PushSubscription(endpoint, PushKeys(rows[0].p256dh, rows[0].auth)) if rows else None

    async def endpoints(self, people: Sequence[str]) -> dict[str, list[str]]:
        """The subscribed browsers of each of these people that has any."""
        found: dict[str, list[str]] = {}
        for row in await self._rows(
            select(push_subscriptions.c.person, push_subscriptions.c.endpoint)
            .where(push_subscriptions.c.person.in_(people))
            .order_by(push_subscriptions.c.made_at)
        ):
            found.setdefault(row.person, []).append(row.endpoint)
        return found

    # ------------------------------------------------------------ people

    async def settings(self, people: Sequence[str]) -> dict[str, Settings]:
        """Of each of these people; whoever set nothing has the defaults."""
        rows = await self._rows(
            select(notification_settings).where(notification_settings.c.person.in_(people))
        )
        known = {row.person: msgspec.json.decode(row.body, type=Settings) for row in rows}
        return {person: known.get(person, Settings()) for person in people}

    async def set_settings(self, person: str, settings: Settings) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                delete(notification_settings).where(notification_settings.c.person == person)
            )
            await connection.execute(
                insert(notification_settings).values(person=person, body=msgspec.json.encode(settings))
            )

    async def mailboxes(self, people: Sequence[str]) -> dict[str, str]:
        """The addresses that mails may be sent to: those that these people set, and confirmed."""
        settings = await self.settings(people)
        rows = await self._rows(select(confirmed_emails).where(confirmed_emails.c.person.in_(people)))
        return {row.person: row.email for row in rows if settings[row.person].email == row.email}

    async def addresses(self, people: Sequence[str]) -> dict[str, tuple[Address, ...]]:
        """Where those of them are reached who are anywhere: their browsers, then their mailbox."""
        endpoints, mailboxes = await self.endpoints(people), await self.mailboxes(people)
        return {
            person: (
                *(Address(Channel.WEB_PUSH, endpoint) for endpoint in endpoints.get(person, ())),
                *((Address(Channel.MAIL, mailboxes[person]),) if person in mailboxes else ()),
            )
            for person in people
            if person in endpoints or person in mailboxes
        }

    # ------------------------------------------------------------ spaces

    async def webhooks(self, space: str) -> list[Webhook]:
        rows = await self._rows(select(webhooks).where(webhooks.c.space == space).order_by(webhooks.c.id))
        return [_webhook(row) for row in rows]

    async def webhook(self, space: str, id: str) -> Webhook | None:
        rows = await self._rows(select(webhooks).where(webhooks.c.space == space, webhooks.c.id == id))
        return _webhook(rows[0]) if rows else None

    async def save_webhook(self, space: str, hook: Webhook) -> None:
        """Instead of the one with its id, if there is any."""
        row = {"url": hook.url, "secret": hook.secret, "kinds": msgspec.json.encode(hook.kinds)}
        async with self._database.writing() as connection:
            await connection.execute(_webhook_of(space, hook.id))
            await connection.execute(insert(webhooks).values(space=space, id=hook.id, **row))

    async def remove_webhook(self, space: str, id: str) -> None:
        """What still waits for it is given up when its turn comes."""
        await self._write(_webhook_of(space, id))

    async def _write(self, statement: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(statement)

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()


def _webhook_of(space: str, id: str) -> Delete:
    return delete(webhooks).where(webhooks.c.space == space, webhooks.c.id == id)


def _webhook(row: Any) -> Webhook:
    return Webhook(row.id, row.url, row.secret, msgspec.json.decode(row.kinds, type=WebhookKinds))
