"""Days over HTTP: for operators, as JSON and CSV."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.duty.planned import plan, shift
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


async def test_today_is_told_so_far_and_the_table_has_a_line_per_number(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        assert (await olga.get("/api/duty/daily")).json() == []
        assert (await olga.get("/api/duty/daily/today")).status_code == 404
        id = (await olga.get("/api/session")).json()["person"]
        planned = plan(shift(rotation=(id,), secondary=()))
        await olga.put("/api/duty/plan", json=msgspec.to_builtins(planned))
        today = (await olga.get("/api/duty/daily/today")).json()
        assert (today["numbers"]["opened"], today["incidents"]) == (0, [])
        answer = await olga.get("/api/duty/daily/today.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        lines = dict(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert (lines["what"], lines["numbers.within_target.met"]) == ("value", "0")
        assert lines["day"] == today["day"]


async def test_a_day_that_is_not_there_is_not_found(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        for path in ("2026-11-02", "2026-11-02.csv", "soon"):
            assert (await olga.get(f"/api/duty/daily/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["", "/today", "/today.csv", "/2026-11-02"])
async def test_it_is_for_operators(server: Announcement, path: str) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        assert (await tess.get(f"/api/duty/daily{path}")).status_code == 403
