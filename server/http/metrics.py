"""The response metrics of a space, from its log: as JSON, or as CSV with a line per number. For staff."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.metrics.lists import Listed, listed
from community.metrics.outcomes import Outcome, opened_between
from community.metrics.report import Report, report
from rooms.obligations.terms import ObligationClass
from rooms.roles import Role
from server.duty.measuring import Measured, Measuring
from server.duty.stories import Stories
from server.http.bodies import as_json
from server.http.errors import Refusal
from server.http.exports import as_csv
from server.http.visitors import Visitors
from server.storage.people import Person

LONGEST_SECONDS = 400 * 86_400.0
MOST_LISTED = 500
"""So many items of a list are told, the newest."""
YEARS = range(2000, 2200)
"""Everything from the first moment to now is read."""


class NamedReport(Report, frozen=True, kw_only=True):
    """`names` of those whom the numbers are about, by id; who chose none is not in it. What was waived is sampled for
    operators only."""

    names: dict[str, str]


class Period(Struct, frozen=True):
    """UTC seconds, and the zone whose hours are told."""

    start: float
    end: float
    zone: ZoneInfo


class Number(Struct, frozen=True):
    metric: str  # its place in the JSON, parted by dots
    value: float | str | None


class MetricsApi:
    def __init__(self, visitors: Visitors, measuring: Measuring, stories: Stories) -> None:
        self._visitors, self._measuring, self._stories = visitors, measuring, stories

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/duty/metrics", self.as_json, methods=["GET"]),
            Route("/api/duty/metrics.csv", self.as_csv, methods=["GET"]),
            Route("/api/duty/metrics/list", self.as_list, methods=["GET"]),
        ]

    async def as_json(self, request: Request) -> Response:
        return as_json(await self._report(request))

    async def as_csv(self, request: Request) -> Response:
        rows = [Number(*each) for each in _numbers("", msgspec.to_builtins(await self._report(request)))]
        headers = {
            "Content-Disposition": 'attachment; filename="duty-metrics.csv"',
            "Cache-Control": "no-store",
        }
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    async def as_list(self, request: Request) -> Response:
        """What stands behind a number: `list` says which, `person` whose, where it is of promises."""
        what = _list(request)
        may_see = self._visitors.operator if what is Listed.WAIVED_SAMPLE else self._visitors.staff
        person = await may_see(request)
        period, measured = await self._measured(request, person)
        rows = listed(
            _cohort(measured, period, _class(request)), what, measured.now, request.query_params.get("person")
        )
        return as_json(await self._stories.of(person.space, rows[-MOST_LISTED:]))

    async def _measured(self, request: Request, person: Person) -> tuple[Period, Measured]:
        """`from` and `to`: dates, whole days where the calendar of the space is, or moments with an offset."""
        zone = await self._measuring.zone(person.space)
        start, end = (_moment(request, name, zone) for name in ("from", "to"))
        if not start < end <= start + LONGEST_SECONDS:
            raise Refusal(422, "bad_period", "from before to, and at most 400 days")
        rooms = await self._rooms(request, person)
        period = Period(start, end, zone)
        return period, await self._measuring.measure(person.space, rooms, start, end)

    async def _report(self, request: Request) -> NamedReport:
        person = await self._visitors.staff(request)
        class_ = _class(request)
        period, measured = await self._measured(request, person)
        made = await asyncio.to_thread(_counted, measured, period, class_)
        people = {
            *made.load.responses,
            *made.paused_minutes,
            *made.backlog.by_owner,
            *made.promises.by_person,
        }
        if person.role is not Role.OPERATOR:
            made = replace(made, waived_sample=[])
        return NamedReport(**asdict(made), names=await self._measuring.names(people))

    async def _rooms(self, request: Request, person: Person) -> list[str]:
        rooms = await self._measuring.rooms(person.space)
        wanted = request.query_params.get("room")
        if wanted is not None and wanted not in rooms:
            raise Refusal(404, "room_unknown", "no such room")
        return rooms if wanted is None else [wanted]


def _counted(measured: Measured, period: Period, class_: ObligationClass | None) -> Report:
    rows = _cohort(measured, period, class_)
    return report(
        rows,
        measured.now,
        period.zone,
        on_duty=sorted(measured.on_duty),
        gaps=measured.gaps,
        posts=measured.posts,
    )


def _cohort(measured: Measured, period: Period, class_: ObligationClass | None) -> list[Outcome]:
    opened = opened_between(measured.outcomes, period.start, period.end)
    return [row for row in opened if class_ is None or row.class_ == class_]


def _list(request: Request) -> Listed:
    wanted = request.query_params.get("list")
    if wanted not in list(Listed):
        raise Refusal(422, "bad_list", ", ".join(Listed))
    return Listed(wanted)


def _class(request: Request) -> ObligationClass | None:
    wanted = request.query_params.get("class")
    if wanted is None:
        return None
    if wanted not in list(ObligationClass):
        raise Refusal(422, "bad_class", ", ".join(ObligationClass))
    return ObligationClass(wanted)


def _moment(request: Request, name: str, zone: ZoneInfo) -> float:
    """UTC seconds; a date alone is its first moment."""
    try:
        moment = datetime.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        raise Refusal(422, "bad_period", f"{name}: ISO 8601") from None
    if moment.year not in YEARS:
        raise Refusal(422, "bad_period", f"{name}: no year in which anybody asked")
    if moment.tzinfo is None:
        if moment.time() != time():
            raise Refusal(422, "bad_period", f"{name}: a date, or a moment with its offset")
        moment = moment.replace(tzinfo=zone)
    return moment.timestamp()


def _numbers(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for name, part in value.items():
                yield from _numbers(f"{path}.{name}" if path else str(name), part)
        case list() | tuple():
            yield path, " ".join(f"{id}#{cycle}" for id, cycle in value)
        case _:
            yield path, value
