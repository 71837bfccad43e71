"""What staff take out of a room: its questions with their times, and the audit trail, as CSV or JSON, from the log.

Pseudonyms stay pseudonyms: the rows come from pure functions of `rooms/`, here they only become text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms.audit import audit_rows
from rooms.events import AnyEvent
from rooms.questions.export import question_rows
from server.http.errors import Refusal
from server.http.visitors import Visitors
from signaling.ports import EventLog

READ_AT_ONCE = 500
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take Chinese for something else."""

_Rows = Callable[[Sequence[tuple[int, AnyEvent]], str], Sequence[msgspec.Struct]]
_WHAT: dict[str, _Rows] = {"questions": question_rows, "audit": lambda log, _address: audit_rows(log)}
"""From a room's log, and the address of its page."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Exports:
    def __init__(self, visitors: Visitors, log: EventLog, base_url: str) -> None:
        """`base_url` is how links to this server begin."""
        self._visitors, self._log, self._base_url = visitors, log, base_url

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/rooms/{room}/{what}.{form}", self.export, methods=["GET"])]

    async def export(self, request: Request) -> Response:
        _, room = await self._visitors.staff_of(request)
        rows_of = _WHAT.get(str(request.path_params["what"]))
        form = request.path_params["form"]
        if rows_of is None or form not in ("csv", "json"):
            raise Refusal(404, "not_found")
        rows = rows_of(await self._events(room), f"{self._base_url}/r/{room}")
        name = f"{room}-{request.path_params['what']}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        if form == "json":
            return Response(msgspec.json.encode(rows), media_type="application/json", headers=headers)
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    async def _events(self, room: str) -> list[tuple[int, AnyEvent]]:
        events: list[tuple[int, AnyEvent]] = []
        while entries := await self._log.read(room, len(events), READ_AT_ONCE):
            events += [(entry.seq, entry.event) for entry in entries]
        return events


def as_csv(rows: Sequence[msgspec.Struct]) -> str:
    """One line per row, under the names of its fields. Times (`at` and names that end in it) as ISO 8601, UTC."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row.__struct_fields__)
        writer.writerow([_cell(name, getattr(row, name)) for name in row.__struct_fields__])
    return text.getvalue()


def _cell(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if name == "at" or name.endswith("_at"):
            return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds")
        case list():
            return "\n".join(_cell("", each) for each in value)
        case str():
            # A cell that a spreadsheet would run as a formula is text.
            return f"'{value}" if value.startswith(_FORMULA) else value
        case _:
            return str(value)
