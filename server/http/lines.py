"""Who in a room has a bad line: for its staff, read again and again while somebody looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import as_json
from server.http.visitors import Visitors
from server.storage.people import People
from signaling.media_lines import DeviceLine

Lines = Callable[[str], Awaitable[list[DeviceLine]]]


class NamedLine(DeviceLine, frozen=True):
    """With the name of today; empty for who chose none."""

    name: str = ""


class LinesApi:
    """`lines` gives those of a room, wherever its media is."""

    def __init__(self, visitors: Visitors, people: People, lines: Lines) -> None:
        self._visitors, self._people, self._lines = visitors, people, lines

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/rooms/{room}/lines", self.read, methods=["GET"])]

    async def read(self, request: Request) -> Response:
        """The worst first."""
        _, room = await self._visitors.staff_of(request)
        lines = sorted(await self._lines(room), key=badness, reverse=True)
        names = await self._people.names({line.member for line in lines})
        return as_json([NamedLine(**asdict(line), name=names.get(line.member, "")) for line in lines])


def badness(line: DeviceLine) -> tuple[float, float, int]:
    """What is lost weighs most: it is heard at once."""
    return max(line.loss_up or 0.0, line.loss_down or 0.0), line.frozen, line.rtt_ms or 0
