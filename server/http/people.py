"""What operators decide about who is in their space: roles, who is shut out, and which invites let people in.

Nobody decides about themselves, so a space cannot lose its last operator by accident.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms.roles import Role
from server.auth.grants import Grants
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.storage.people import People, Person


class GiveRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role


class InviteView(msgspec.Struct, frozen=True):
    """`id` names it and opens nothing. `came`: how many people have their role by it. `mine`: so has who asks."""

    id: str
    role: Role
    created_at: float
    came: int
    mine: bool


class PeopleApi:
    def __init__(self, visitors: Visitors, people: People, grants: Grants) -> None:
        self._visitors, self._people, self._grants = visitors, people, grants

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/people/{person}", self.give_role, methods=["PATCH"]),
            Route("/api/people/{person}", self.shut_out, methods=["DELETE"]),
            Route("/api/invites", self.invites, methods=["GET"]),
            Route("/api/invites/{id}", self.revoke, methods=["DELETE"]),
        ]

    async def give_role(self, request: Request) -> Response:
        person = await self._other(request)
        asked = await read_json(request, GiveRole)
        given = await self._grants.give(person, asked.role)
        return as_json({"person": given.id, "name": given.name, "role": given.role})

    async def shut_out(self, request: Request) -> Response:
        await self._grants.shut_out(await self._other(request))
        return Response(status_code=204)

    async def invites(self, request: Request) -> Response:
        operator = await self._visitors.operator(request)
        return as_json(
            [
                InviteView(
                    each.secret_hash.hex(),
                    each.role,
                    each.created_at,
                    each.came,
                    mine=each.secret_hash == operator.invite,
                )
                for each in await self._people.invites(operator.space)
            ]
        )

    async def revoke(self, request: Request) -> Response:
        self._visitors.origin(request)
        operator = await self._visitors.operator(request)
        invite = _hash(str(request.path_params["id"]))
        if invite == operator.invite:
            raise Refusal(403, "about_yourself", "your own role came by it")
        if not await self._grants.revoke(operator.space, invite):
            raise Refusal(404, "not_found", "no such invite")
        return Response(status_code=204)

    async def _other(self, request: Request) -> Person:
        """The person in the path, whom this operator decides about. Raises Refusal 401, 403 or 404."""
        self._visitors.origin(request)
        operator = await self._visitors.operator(request)
        person = await self._people.find(str(request.path_params["person"]))
        if person is None or person.space != operator.space:
            raise Refusal(404, "not_found", "no such person")
        if person.id == operator.id:
            raise Refusal(403, "about_yourself", "somebody else has to decide this")
        return person


def _hash(id: str) -> bytes:
    """Raises Refusal 404."""
    try:
        return bytes.fromhex(id)
    except ValueError:
        raise Refusal(404, "not_found", "no such invite") from None
