"""Who makes a request, and of which room: the checks that every endpoint about a room begins with.

A room of another space is as unknown as one that does not exist.
"""

from __future__ import annotations

from starlette.requests import Request

from rooms.roles import STAFF, Role, is_staff
from server.auth.origins import Origins
from server.auth.sessions import Sessions
from server.http.errors import Refusal
from server.storage.people import Person
from signaling.ports import Directory

COOKIE = "studyhall"
SUB_ROOM = "--"
"""Between a parent's id and the number of its sub-room."""


class Visitors:
    def __init__(self, sessions: Sessions, origins: Origins, directory: Directory) -> None:
        self._sessions, self._origins, self._directory = sessions, origins, directory

    async def person(self, request: Request) -> Person:
        """Raises Refusal 401."""
        person = await self._sessions.person(request.cookies.get(COOKIE))
        if person is None:
            raise Refusal(401, "no_session", "open an invite link first")
        return person

    async def in_room(self, request: Request) -> tuple[Person, str]:
        """The person, and the id of the room in the path, or of a sub-room of one. Raises Refusal 401 or 404."""
        person = await self.person(request)
        room = str(request.path_params["room"])
        parent, separator, number = room.partition(SUB_ROOM)
        spec = await self._directory.room(parent)
        is_room = not separator or (number.isascii() and number.isdigit())
        if spec is None or spec.space != person.space or not is_room:
            raise Refusal(404, "room_unknown", "no such room")
        return person, room

    async def staff_of(self, request: Request) -> tuple[Person, str]:
        """Raises Refusal 401, 403 or 404."""
        person, room = await self.in_room(request)
        if not is_staff(person.role):
            raise Refusal(403, "not_permitted", "for staff")
        return person, room

    async def staff(self, request: Request) -> Person:
        """Raises Refusal 401 or 403."""
        return await self.with_role(request, STAFF)

    async def operator(self, request: Request) -> Person:
        """Raises Refusal 401 or 403."""
        return await self.with_role(request, frozenset({Role.OPERATOR}))

    async def with_role(self, request: Request, roles: frozenset[Role]) -> Person:
        """Raises Refusal 401 or 403."""
        person = await self.person(request)
        if person.role not in roles:
            raise Refusal(403, "not_permitted", f"for {', '.join(sorted(roles))}")
        return person

    def origin(self, request: Request) -> str:
        """Of a page that may change something. Raises Refusal 403."""
        origin = request.headers.get("origin")
        if origin is None or not self._origins.allow(origin):
            raise Refusal(403, "origin_refused", "not a page of this server; see --public-url")
        return origin
