"""How one person is notified: the browsers that take pushes, an e-mail address, quiet hours. Everybody for themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.duty.contacts import PushSubscription, Settings, Url
from server.duty.email_links import Refused
from server.duty.notice import Address, Channel
from server.duty.office import Office
from server.duty.quiet_hours import quiet_flaws
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.http.webhooks import tried
from server.storage.people import Person


class Unsubscribe(Struct, frozen=True, forbid_unknown_fields=True):
    endpoint: Url


class OwnSettings(Settings, frozen=True):
    """`email_confirmed`: something is sent to the address."""

    email_confirmed: bool = False


class OpenedLink(Struct, frozen=True, forbid_unknown_fields=True):
    """What the link in the mail ends with."""

    link: Annotated[str, Meta(min_length=1, max_length=2000)]


class OwnChannel(StrEnum):
    MAIL = Channel.MAIL.value
    WEB_PUSH = Channel.WEB_PUSH.value


class Trial(Struct, frozen=True, forbid_unknown_fields=True):
    """`endpoint`: of the browser that is to show it. A mail goes to the address that is set."""

    channel: OwnChannel
    endpoint: Url | None = None


class NotificationsApi:
    def __init__(
        self, visitors: Visitors, office: Office, now: Callable[[], float], *, allow_private: bool
    ) -> None:
        self._visitors, self._office, self._now = visitors, office, now
        self._contacts = office.contacts
        self._allow_private = allow_private

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/push/key", self.read_key, methods=["GET"]),
            Route("/api/push", self.subscribe, methods=["POST"]),
            Route("/api/push", self.unsubscribe, methods=["DELETE"]),
            Route("/api/me/notifications", self.read_settings, methods=["GET"]),
            Route("/api/me/notifications", self.save_settings, methods=["PUT"]),
            Route("/api/me/email", self.send_link, methods=["POST"]),
            Route("/api/email", self.open_link, methods=["POST"]),
            Route("/api/me/notifications/test", self.test, methods=["POST"]),
        ]

    async def read_key(self, request: Request) -> Response:
        await self._visitors.person(request)
        return as_json({"key": self._office.key.public})

    async def subscribe(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        subscription = await read_json(request, PushSubscription)
        if not subscription.endpoint.startswith("https:") and not self._allow_private:
            raise Refusal(422, "bad_subscription", "https only")
        await self._contacts.subscribe(person.id, subscription, self._now())
        return Response(status_code=204)

    async def unsubscribe(self, request: Request) -> Response:
        """One's own; of others, and what there is not, nothing changes."""
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        gone = await read_json(request, Unsubscribe)
        await self._contacts.unsubscribe(gone.endpoint, person.id)
        return Response(status_code=204)

    async def read_settings(self, request: Request) -> Response:
        person = await self._visitors.person(request)
        return as_json(await self._own(person))

    async def save_settings(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        settings = await read_json(request, Settings)
        if quiet_flaws(settings.quiet_hours, "quiet_hours"):
            raise Refusal(422, "unknown_zone", "a name of the IANA time zone database")
        await self._office.emails.save(person.id, settings)
        return as_json(await self._own(person))

    async def send_link(self, request: Request) -> Response:
        """To one's own address, which is to be confirmed; what became of it."""
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        settings = (await self._contacts.settings([person.id]))[person.id]
        if settings.email is None:
            raise Refusal(422, "no_email", "set an address first")
        if await self._office.emails.is_confirmed(person.id):
            raise Refusal(422, "email_confirmed", "it is confirmed already")
        result = await self._office.emails.ask(person.id, settings)
        if isinstance(result, Refused):
            raise Refusal(429, result.why, "links are few", retry_after=result.wait)
        return as_json(tried(result))

    async def open_link(self, request: Request) -> Response:
        """From any browser: whoever reads the mail need not be who is signed in there."""
        self._visitors.origin(request)
        opened = await read_json(request, OpenedLink)
        email = await self._office.emails.confirm(opened.link)
        if email is None:
            raise Refusal(404, "link_unknown", "too old, or opened before")
        return as_json({"email": email})

    async def _own(self, person: Person) -> OwnSettings:
        settings = (await self._contacts.settings([person.id]))[person.id]
        return OwnSettings(
            **asdict(settings), email_confirmed=await self._office.emails.is_confirmed(person.id)
        )

    async def test(self, request: Request) -> Response:
        """To oneself, at once; what became of it."""
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        asked = await read_json(request, Trial)
        address = await self._address(person, asked)
        if wait := self._office.trials.wait(person.id):
            raise Refusal(429, "too_soon", "one test after the other", retry_after=wait)
        return as_json(tried(await self._office.trials.person(person.space, person.id, address)))

    async def _address(self, person: Person, asked: Trial) -> Address:
        if asked.channel is OwnChannel.WEB_PUSH:
            return Address(Channel.WEB_PUSH, asked.endpoint or "")
        email = (await self._contacts.settings([person.id]))[person.id].email
        if email is None:
            raise Refusal(422, "no_email", "set an address first")
        if not await self._office.emails.is_confirmed(person.id):
            raise Refusal(422, "email_unconfirmed", "open the link in the mail first")
        return Address(Channel.MAIL, email)
