"""Exports are for staff, whole, readable by a spreadsheet, and harmless in it."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from msgspec import Struct

from loadtests.client import Client
from rooms.roles import Role
from server.http.exports import as_csv
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


class Row(Struct):
    number: int
    asked_at: float | None
    text: str
    answers: list[str]
    anonymous: bool


async def test_staff_take_out_questions_and_audit_in_both_forms(server: Announcement) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        for what in ("questions", "audit"):
            as_json = await tess.get(f"/api/rooms/live-qa/{what}.json")
            as_text = await tess.get(f"/api/rooms/live-qa/{what}.csv")
            assert (as_json.status_code, as_json.json()) == (200, [])
            assert as_text.headers["content-type"] == "text/csv; charset=utf-8"
            assert f"live-qa-{what}.csv" in as_text.headers["content-disposition"]


async def test_a_row_leads_to_its_question_in_the_page(server: Announcement) -> None:
    async with (
        Client(server.invites[Role.TEACHER], name="Tess") as tess,
        visitor(server, Role.TEACHER) as browser,
    ):
        await tess.enter_room("live-qa")
        await tess.command("live-qa", {"t": "ask_question", "cid": "cid-00001", "text": "Why?"})
        (row,) = (await browser.get("/api/rooms/live-qa/questions.json")).json()
    assert row["link"] == f"{server.url}/r/live-qa?question=1"


async def test_nobody_else_does(server: Announcement) -> None:
    async with (
        visitor(server, Role.ACTIVE)
        if Role.ACTIVE in server.invites
        else visitor(server, Role.STUDENT) as ada
    ):
        student = await ada.get("/api/rooms/live-qa/audit.csv")
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as stranger:
        nobody = await stranger.get("/api/rooms/live-qa/audit.csv")
    async with visitor(server, Role.TEACHER) as tess:
        unknown = await tess.get("/api/rooms/no-such-room/audit.csv")
        odd = await tess.get("/api/rooms/live-qa/audit.xml")
        other = await tess.get("/api/rooms/live-qa/people.csv")
    assert [answer.status_code for answer in (student, nobody, unknown, odd, other)] == [
        403,
        401,
        404,
        404,
        404,
    ]


def test_cells_are_text_times_are_readable_and_formulas_do_not_run() -> None:
    rows = [Row(1, 1_700_000_000.5, "=HYPERLINK(1)", ["a", "-b"], True), Row(2, None, "为什么?", [], False)]
    text = as_csv(rows)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert read == [
        ["number", "asked_at", "text", "answers", "anonymous"],
        ["1", "2023-11-14T22:13:20.500+00:00", "'=HYPERLINK(1)", "a\n'-b", "yes"],
        ["2", "", "为什么?", "", "no"],
    ]


def test_no_rows_are_an_empty_table() -> None:
    assert as_csv([]) == "\ufeff"
