"""Who should be looked after, by whom, and what came of it: TAs and operators see and say it. Nobody else, no teacher.

Whoever takes one has it; anybody of them may lay it aside for some days, or say that it is done. A snoozed one stays in
sight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.names import visible_line
from community.struggling import Sign
from server.duty.looking_after import CARERS
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.storage.people import People, Person
from server.storage.struggles import StruggleDuty, Struggles
from signaling.ports import Directory
from signaling.room_ids import home_of

DAY = 86_400.0
SHOWN_DONE = 20


class StruggleView(Struct, frozen=True):
    """About whom, in which room last. Names of today; `owner` is empty while nobody has it."""

    number: int
    person: str
    name: str
    room: str
    room_title: str
    signs: dict[Sign, int]
    opened_at: float
    owner: str
    owner_name: str
    snoozed_until: float | None
    done_at: float | None
    done_by_name: str
    note: str


class StrugglesView(Struct, frozen=True):
    """`open` oldest first, `done` newest first."""

    open: list[StruggleView]
    done: list[StruggleView]


class Snooze(Struct, frozen=True, forbid_unknown_fields=True):
    days: Annotated[int, Meta(ge=1, le=28)]


class Finish(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of it, for the colleagues."""

    note: Annotated[str, Meta(max_length=500)] = ""


class StrugglesApi:
    """`now` gives UTC seconds."""

    def __init__(
        self,
        visitors: Visitors,
        people: People,
        directory: Directory,
        struggles: Struggles,
        now: Callable[[], float],
    ) -> None:
        self._visitors, self._people, self._directory = visitors, people, directory
        self._struggles, self._now = struggles, now

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/struggles", self.read, methods=["GET"]),
            Route("/api/struggles/{number:int}/take", self.take, methods=["POST"]),
            Route("/api/struggles/{number:int}/snooze", self.snooze, methods=["POST"]),
            Route("/api/struggles/{number:int}/finish", self.finish, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        return as_json(await self._view((await self._carer(request)).space))

    async def take(self, request: Request) -> Response:
        """It is theirs who says so, whoever had it."""
        carer, number = await self._asked(request)
        return await self._became(carer, await self._struggles.give(number, carer.id))

    async def snooze(self, request: Request) -> Response:
        carer, number = await self._asked(request)
        asked = await read_json(request, Snooze)
        return await self._became(carer, await self._struggles.snooze(number, self._now() + asked.days * DAY))

    async def finish(self, request: Request) -> Response:
        carer, number = await self._asked(request)
        note = visible_line((await read_json(request, Finish)).note)
        return await self._became(carer, await self._struggles.finish(number, carer.id, self._now(), note))

    async def _became(self, carer: Person, is_open: bool) -> Response:
        """What there is now. Raises Refusal 409."""
        if not is_open:
            raise Refusal(409, "not_open", "it is done")
        return as_json(await self._view(carer.space))

    async def _asked(self, request: Request) -> tuple[Person, int]:
        """Who acts, and on which duty of their space. Raises Refusal 401, 403 or 404."""
        self._visitors.origin(request)
        carer = await self._carer(request)
        number = int(request.path_params["number"])
        if not await self._struggles.is_of(carer.space, number):
            raise Refusal(404, "not_found", "no such duty")
        return carer, number

    async def _carer(self, request: Request) -> Person:
        """Raises Refusal 401 or 403."""
        return await self._visitors.with_role(request, frozenset(CARERS))

    async def _view(self, space: str) -> StrugglesView:
        titles = {spec.id: spec.title for spec in await self._directory.rooms(space)}
        waiting = await self._struggles.open(space)
        done = await self._struggles.done(space, SHOWN_DONE)
        involved = {id for duty in (*waiting, *done) for id in (duty.person, duty.owner, duty.done_by) if id}
        names = await self._people.names(involved)

        def view(duty: StruggleDuty) -> StruggleView:
            return StruggleView(
                number=duty.number,
                person=duty.person,
                name=names.get(duty.person, ""),
                room=duty.room,
                room_title=titles.get(home_of(duty.room), ""),
                signs=duty.signs,
                opened_at=duty.opened_at,
                owner=duty.owner,
                owner_name=names.get(duty.owner, ""),
                snoozed_until=duty.snoozed_until,
                done_at=duty.done_at,
                done_by_name=names.get(duty.done_by, ""),
                note=duty.note,
            )

        return StrugglesView([view(duty) for duty in waiting], [view(duty) for duty in done])
