"""Who is on duty now, room by room, for everybody who looks for an answer; and who may be put on a roster, for staff
who plan."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms.roles import STAFF, Role
from server.http.bodies import as_json
from server.http.visitors import Visitors
from server.storage.people import People
from signaling.ports import Directory, Duty


class RoomDuty(Struct, frozen=True):
    """As `wire.DutyNow` tells it who is in the room."""

    room: str
    title: str
    primary: str
    primary_name: str
    secondary: str
    secondary_name: str
    covered: bool
    until: float | None
    opens_at: float | None


class StaffPerson(Struct, frozen=True):
    id: str
    name: str
    role: Role


class OnDutyApi:
    def __init__(self, visitors: Visitors, people: People, directory: Directory, duty: Duty) -> None:
        self._visitors, self._people = visitors, people
        self._directory, self._duty = directory, duty

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/duty/now", self.now, methods=["GET"]),
            Route("/api/duty/staff", self.staff, methods=["GET"]),
        ]

    async def now(self, request: Request) -> Response:
        """All rooms of the space, in the order in which people see them."""
        space = (await self._visitors.person(request)).space
        rooms = await self._directory.rooms(space)
        return as_json(
            [RoomDuty(spec.id, spec.title, **asdict(self._duty.now(space, spec.id))) for spec in rooms]
        )

    async def staff(self, request: Request) -> Response:
        """By rank, then in the order in which they came. Who has not chosen a name yet is left out."""
        space = (await self._visitors.staff(request)).space
        roles = {
            person: role
            for role in Role
            if role in STAFF
            for person in await self._people.with_roles(space, [role])
        }
        names = await self._people.names(roles)
        return as_json(
            [StaffPerson(id, names[id], role) for id, role in roles.items() if names.get(id, "") != ""]
        )
