"""What each day was like, for operators: a list of days, one of them as JSON or as CSV, and today so far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.duty.daily import Daily
from server.duty.daily_reports import DailyReport
from server.http.bodies import as_json
from server.http.errors import Refusal
from server.http.exports import as_csv
from server.http.visitors import Visitors

TODAY = "today"


class Line(Struct, frozen=True):
    what: str  # its place in the JSON, parted by dots
    value: float | str | None


class DailyApi:
    def __init__(self, visitors: Visitors, daily: Daily) -> None:
        self._visitors, self._daily = visitors, daily

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/duty/daily", self.all, methods=["GET"]),
            Route("/api/duty/daily/{day}.csv", self.as_csv, methods=["GET"]),
            Route("/api/duty/daily/{day}", self.one, methods=["GET"]),
        ]

    async def all(self, request: Request) -> Response:
        person = await self._visitors.operator(request)
        return as_json(await self._daily.reports.all(person.space))

    async def one(self, request: Request) -> Response:
        return as_json(await self._report(request))

    async def as_csv(self, request: Request) -> Response:
        report = await self._report(request)
        lines = [Line(*each) for each in _lines("", msgspec.to_builtins(report))]
        headers = {
            "Content-Disposition": f'attachment; filename="daily-{report.day}.csv"',
            "Cache-Control": "no-store",
        }
        return Response(as_csv(lines), media_type="text/csv; charset=utf-8", headers=headers)

    async def _report(self, request: Request) -> DailyReport:
        """Of a date, or of today so far."""
        person = await self._visitors.operator(request)
        day = str(request.path_params["day"])
        if day == TODAY:
            found = await self._daily.so_far(person.space)
        else:
            found = await self._daily.reports.of(person.space, day)
        if found is None:
            raise Refusal(404, "not_found", "there is no report of that day")
        return found


def _lines(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for name, part in value.items():
                yield from _lines(f"{path}.{name}" if path else str(name), part)
        case list():
            for number, part in enumerate(value, 1):
                yield from _lines(f"{path}.{number}", part)
        case _:
            yield path, value
