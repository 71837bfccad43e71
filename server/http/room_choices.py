"""What one member wants to hear of in each room, and when: everybody for themselves, the same on all of their devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.flaws import FlawCode
from community.muting import mute_flaws, peace_at
from server.duty.room_choices import USUAL, RoomChoice, RoomChoices
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from signaling.ports import Directory, ReadMarks
from signaling.room_ids import home_of


class RoomChoiceView(Struct, frozen=True):
    """`muted`: nothing rings now; `muted_until`: UTC seconds, or None while it is for good. `read`: id of the newest
    message that this person has read there on any device."""

    room: str
    choice: RoomChoice
    muted: bool
    muted_until: float | None
    read: Annotated[int, Meta(ge=0)]


class RoomChoicesApi:
    def __init__(
        self,
        visitors: Visitors,
        directory: Directory,
        choices: RoomChoices,
        marks: ReadMarks,
        now: Callable[[], float],
    ) -> None:
        self._visitors, self._directory = visitors, directory
        self._choices, self._marks, self._now = choices, marks, now

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/me/rooms", self.read, methods=["GET"]),
            Route("/api/me/rooms/{room}", self.choose, methods=["PUT"]),
        ]

    async def read(self, request: Request) -> Response:
        person = await self._visitors.person(request)
        chosen = await self._choices.of_person(person.id)
        specs = await self._directory.rooms(person.space)
        return as_json([await self._view(person.id, spec.id, chosen.get(spec.id, USUAL)) for spec in specs])

    async def choose(self, request: Request) -> Response:
        """For a room and its sub-rooms, whichever of them is named."""
        self._visitors.origin(request)
        person, room = await self._visitors.in_room(request)
        choice = await read_json(request, RoomChoice)
        flaws = mute_flaws(choice.mute)
        if any(flaw.code is FlawCode.UNKNOWN_ZONE for flaw in flaws):
            raise Refusal(422, "unknown_zone", "a name of the IANA time zone database")
        if flaws:
            raise Refusal(422, "bad_hours", f"{flaws[0].code} at {flaws[0].where}")
        await self._choices.choose(person.id, home_of(room), choice)
        return as_json(await self._view(person.id, home_of(room), choice))

    async def _view(self, person: str, room: str, choice: RoomChoice) -> RoomChoiceView:
        peace = peace_at(choice.mute, self._now())
        mark = await self._marks.get(person, room)
        until = None if peace is None else peace.until
        return RoomChoiceView(room, choice, peace is not None, until, mark.message)
