"""The rooms of a space, as operators make them: created, renamed, given another purpose, ordered, archived, taken up again.

What is changed stands in the directory with who changed it, and then reaches the room and the lobby at once. A room is
never deleted.
"""

from __future__ import annotations

from secrets import token_hex

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.titles import TitleFlaw, titled
from rooms.kinds import Purpose, RoomKind
from rooms.terms import Actor
from server.duty.office import Office
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from server.storage.room_records import (
    ROOMS_IN_A_SPACE,
    Changed,
    OtherRooms,
    RoomRecords,
    TooManyRooms,
)
from signaling.node import Node
from signaling.ports import Clock, RoomSpec

SHOWN_CHANGES = 50
LARGEST_ORDER = 64 * 1024

_DETAILS = {
    TitleFlaw.EMPTY: "a title has something to see in it",
    TitleFlaw.TOO_LONG: "a title is at most 60 characters",
    TitleFlaw.UNCLEAN: "a title has no invisible or directing signs",
}


class NewRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """`purpose` and `daily` are for zones."""

    title: str
    kind: RoomKind
    purpose: Purpose = Purpose.QUESTIONS
    daily: bool = False


class ChangeRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    title: str | UnsetType = UNSET
    purpose: Purpose | UnsetType = UNSET
    daily: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """The ids of all rooms of the space, archived ones too."""

    rooms: list[str]


class RoomInfo(Struct, frozen=True):
    id: str
    title: str
    kind: RoomKind
    purpose: Purpose
    daily: bool
    archived: bool


class ChangeInfo(Struct, frozen=True):
    """`room_title` as it is now. `was` and `became`: a title, a purpose, `on` or `off`, ids separated by blanks."""

    room: str
    room_title: str
    at: float
    by_name: str
    what: Changed
    was: str
    became: str


class RoomsInfo(Struct, frozen=True):
    """`zone`: in which days begin, of the IANA database; none before there is a duty plan. `changes` newest first."""

    rooms: list[RoomInfo]
    limit: int
    zone: str | None
    changes: list[ChangeInfo]


class RoomsApi:
    def __init__(
        self,
        visitors: Visitors,
        people: People,
        directory: SqlDirectory,
        records: RoomRecords,
        node: Node,
        office: Office,
        clock: Clock,
    ) -> None:
        self._visitors, self._people, self._directory = visitors, people, directory
        self._records, self._node, self._office, self._clock = records, node, office, clock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/rooms", self.read, methods=["GET"]),
            Route("/api/rooms", self.create, methods=["POST"]),
            Route("/api/rooms/order", self.order, methods=["PUT"]),
            Route("/api/rooms/{room}", self.change, methods=["PATCH"]),
        ]

    async def read(self, request: Request) -> Response:
        return as_json(await self._view((await self._visitors.operator(request)).space))

    async def create(self, request: Request) -> Response:
        operator = await self._operator(request)
        asked = await read_json(request, NewRoom)
        spec = RoomSpec(
            f"room-{token_hex(5)}",
            operator.space,
            _title(asked.title),
            asked.kind,
            purpose=asked.purpose,
            daily=asked.daily,
        )
        _check(spec)
        try:
            await self._records.create(spec, operator.id, self._clock.now())
        except TooManyRooms:
            raise _too_many() from None
        self._office.rooms_changed(operator.space)
        return as_json(_info(spec), 201)

    async def change(self, request: Request) -> Response:
        operator = await self._operator(request)
        asked = await read_json(request, ChangeRoom)
        before = await self._directory.room(str(request.path_params["room"]))
        if before is None or before.space != operator.space:
            raise Refusal(404, "room_unknown", "no such room")
        spec = replace(
            before,
            title=before.title if asked.title is UNSET else _title(asked.title),
            purpose=before.purpose if asked.purpose is UNSET else asked.purpose,
            daily=before.daily if asked.daily is UNSET else asked.daily,
            archived=before.archived if asked.archived is UNSET else asked.archived,
        )
        _check(spec)
        try:
            await self._records.change(spec, operator.id, self._clock.now())
        except TooManyRooms:
            raise _too_many() from None
        await self._node.arrange(spec, Actor(operator.id, operator.role, operator.name))
        self._office.rooms_changed(operator.space)
        return as_json(_info(spec))

    async def order(self, request: Request) -> Response:
        operator = await self._operator(request)
        asked = await read_json(request, Order, LARGEST_ORDER)
        try:
            await self._records.order(operator.space, asked.rooms, operator.id, self._clock.now())
        except OtherRooms:
            raise Refusal(409, "rooms_changed", "these are not all rooms of the space, each once") from None
        self._office.rooms_changed(operator.space)
        return as_json(await self._view(operator.space))

    async def _operator(self, request: Request) -> Person:
        """Who changes something. Raises Refusal 401 or 403."""
        self._visitors.origin(request)
        return await self._visitors.operator(request)

    async def _view(self, space: str) -> RoomsInfo:
        specs = await self._directory.rooms(space)
        titles = {spec.id: spec.title for spec in specs}
        changes = await self._records.changes(space, SHOWN_CHANGES)
        names = await self._people.names({change.by for change in changes})
        plan = await self._office.plans.newest(space)
        return RoomsInfo(
            [_info(spec) for spec in specs],
            ROOMS_IN_A_SPACE,
            None if plan is None else plan.plan.calendar.zone,
            [
                ChangeInfo(
                    change.room,
                    titles.get(change.room, ""),
                    change.at,
                    names.get(change.by, ""),
                    change.what,
                    change.was,
                    change.became,
                )
                for change in changes
            ],
        )


def _info(spec: RoomSpec) -> RoomInfo:
    return RoomInfo(spec.id, spec.title, spec.kind, spec.purpose, spec.daily, spec.archived)


def _title(text: str) -> str:
    """Raises Refusal 422."""
    title = titled(text)
    if isinstance(title, TitleFlaw):
        raise Refusal(422, title, _DETAILS[title])
    return title


def _check(spec: RoomSpec) -> None:
    """Raises Refusal 422."""
    if spec.kind is not RoomKind.ZONE and (spec.purpose is not Purpose.QUESTIONS or spec.daily):
        raise Refusal(422, "for_zones", "only a zone has another purpose or begins anew every day")


def _too_many() -> Refusal:
    return Refusal(
        409, "too_many_rooms", f"a space has at most {ROOMS_IN_A_SPACE} rooms that are not archived"
    )
