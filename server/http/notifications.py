"""How one person is notified: the browsers that take pushes, an e-mail address, quiet hours. Everybody for themselves."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.duty.contacts import Contacts, PushSubscription, Settings, Url
from server.duty.push_key import PushKey
from server.duty.quiet_hours import quiet_flaws
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors


class Unsubscribe(Struct, frozen=True, forbid_unknown_fields=True):
    endpoint: Url


class NotificationsApi:
    def __init__(
        self,
        visitors: Visitors,
        contacts: Contacts,
        key: PushKey,
        now: Callable[[], float],
        *,
        allow_private: bool,
    ) -> None:
        self._visitors, self._contacts, self._key, self._now = visitors, contacts, key, now
        self._allow_private = allow_private

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/push/key", self.read_key, methods=["GET"]),
            Route("/api/push", self.subscribe, methods=["POST"]),
            Route("/api/push", self.unsubscribe, methods=["DELETE"]),
            Route("/api/me/notifications", self.read_settings, methods=["GET"]),
            Route("/api/me/notifications", self.save_settings, methods=["PUT"]),
        ]

    async def read_key(self, request: Request) -> Response:
        await self._visitors.person(request)
        return as_json({"key": self._key.public})

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
        return as_json((await self._contacts.settings([person.id]))[person.id])

    async def save_settings(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        settings = await read_json(request, Settings)
        if quiet_flaws(settings.quiet_hours, "quiet_hours"):
            raise Refusal(422, "unknown_zone", "a name of the IANA time zone database")
        await self._contacts.set_settings(person.id, settings)
        return as_json(settings)
