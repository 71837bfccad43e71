"""The HTTP API: sessions and tickets. Rooms are spoken to over the WebSocket only.

Every request that changes something must come from a page of an allowed origin; the session is a cookie that scripts
cannot read. Bodies are small, strict JSON.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.names import clean_name
from server.auth.attempts import Attempts
from server.auth.grants import Grants
from server.auth.sessions import COOKIE_SECONDS, Sessions
from server.auth.tickets import SignedTickets
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import COOKIE, Visitors
from server.storage.directory import SqlDirectory
from server.storage.people import Person


class Redeem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` None keeps the name that is known, if any."""

    invite: str
    name: str | None = None


class Rename(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class SessionView(msgspec.Struct, frozen=True):
    """`name` is empty until one was chosen."""

    person: str
    name: str
    role: str
    space: str
    space_title: str


class Api:
    def __init__(
        self,
        sessions: Sessions,
        tickets: SignedTickets,
        attempts: Attempts,
        visitors: Visitors,
        directory: SqlDirectory,
        grants: Grants,
    ) -> None:
        self._sessions = sessions
        self._tickets = tickets
        self._attempts = attempts
        self._visitors = visitors
        self._directory = directory
        self._grants = grants

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/session", self.redeem_invite, methods=["POST"]),
            Route("/api/session", self.read_session, methods=["GET"]),
            Route("/api/session", self.rename, methods=["PATCH"]),
            Route("/api/session", self.forget, methods=["DELETE"]),
            Route("/api/ticket", self.issue_ticket, methods=["POST"]),
        ]

    async def redeem_invite(self, request: Request) -> Response:
        origin = self._visitors.origin(request)
        asked = await read_json(request, Redeem)
        address = request.client.host if request.client else ""
        if wait := self._attempts.wait(address):
            raise Refusal(429, "too_many_tries", "too many wrong invites", retry_after=wait)
        known = await self._sessions.person(request.cookies.get(COOKIE))
        name = _name(asked.name) if asked.name is not None else None
        person = await self._sessions.admit(asked.invite, known, name)
        if person is None:
            self._attempts.failed(address)
            raise Refusal(404, "invite_unknown", "no invite has this secret")
        if known is not None and known.id == person.id and known.role is not person.role:
            self._grants.changed(person)
        response = await self._view(person)
        response.set_cookie(
            COOKIE,
            self._sessions.cookie(person),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            # The origin was checked, so it says how the browser reached us, whatever stands in between.
            secure=origin.startswith("https:"),
        )
        return response

    async def read_session(self, request: Request) -> Response:
        return await self._view(await self._visitors.person(request))

    async def rename(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        asked = await read_json(request, Rename)
        return await self._view(await self._sessions.rename(person, _name(asked.name)))

    async def forget(self, request: Request) -> Response:
        self._visitors.origin(request)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def issue_ticket(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        return as_json({"ticket": self._tickets.issue(person)})

    async def _view(self, person: Person) -> Response:
        title = await self._directory.space_title(person.space)
        return as_json(SessionView(person.id, person.name, person.role, person.space, title or ""))


def _name(asked: str) -> str:
    name = clean_name(asked)
    if name is None:
        raise Refusal(400, "bad_name", "a name is 1 to 60 visible characters")
    return name
