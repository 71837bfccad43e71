"""Metrics over HTTP: JSON and CSV of the same numbers, for staff, of a time, a room and a class."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest

from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.obligations.terms import ObligationClass
from rooms.roles import Role
from server.app import open_database
from server.serving import Announcement
from server.storage.event_log import open_event_log
from server.storage.people import People, Person
from tests.server.duty.planned import plan, shift
from tests.server.http.visiting import visitor
from tests.support.owed import answered, opened
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio

START = 1_700_000_000.0
DAY = "from=2023-11-14&to=2023-11-16"


async def remember(data: Path) -> None:
    """Two questions in the zone, one of them answered after a minute, and a statement in the study room."""
    async with open_database(data) as database, open_event_log(database) as log:
        first, second = (opened(id, START + id) for id in (1, 2))
        epoch = await log.acquire("question-zone")
        await log.append("question-zone", epoch, 0, [first, second, answered(1, START + 61.0)])
        statement = opened(1, START + 3.0, class_=ObligationClass.STATEMENT)
        await log.append("study-room", await log.acquire("study-room"), 0, [statement])


async def test_the_numbers_are_those_of_the_log(tmp_path: Path) -> None:
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tess:
        report = (await tess.get(f"/api/duty/metrics?{DAY}")).json()
        assert report["first"]["within_target"]["met"] == 1
        assert report["first"]["within_target"]["overdue"] == 2
        assert report["first"]["wall"] == {"count": 3, "happened": 1, "p50": None, "p90": None, "p95": None}
        assert report["by_class"]["question"]["wall"]["p50"] == 60.0
        assert set(report["by_zone"]) == {"zone", "study"}
        assert report["never_answered"] == [["question-zone/2", 1], ["study-room/1", 1]]
        zone = (await tess.get(f"/api/duty/metrics?{DAY}&room=question-zone&class=question")).json()
        assert (zone["first"]["wall"]["count"], zone["backlog"]["count"]) == (2, 1)
        other = (await tess.get("/api/duty/metrics?from=2023-11-16&to=2023-11-17")).json()
        assert other["first"]["wall"]["count"] == 0


async def test_the_table_has_a_line_per_number(tmp_path: Path) -> None:
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tess:
        answer = await tess.get(f"/api/duty/metrics.csv?{DAY}")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    numbers = dict(lines[1:])
    assert lines[0] == ["metric", "value"]
    assert numbers["by_class.question.wall.p50"] == "60.0"
    assert numbers["first.within_target.overdue"] == "2"
    assert numbers["first.wall.p50"] == ""
    assert numbers["never_answered"] == "question-zone/2#1 study-room/1#1"


@pytest.mark.row("A3")
async def test_what_staff_post_and_nobody_replies_to_is_a_share_of_the_report(tmp_path: Path) -> None:
    said = [
        MessagePosted(
            at=START + id,
            id=id,
            author="ada" if id == 11 else "schedule:1",
            author_name="Algebra",
            cid=f"cid-{id:05d}",
            body="Hello",
            author_kind=AuthorKind.PERSON if id == 11 else AuthorKind.SYSTEM,
            reply_to=1 if id == 11 else None,
        )
        for id in range(1, 12)
    ]
    async with open_database(tmp_path / "data") as database, open_event_log(database) as log:
        await log.append("question-zone", await log.acquire("question-zone"), 0, said)
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tess:
        report = (await tess.get(f"/api/duty/metrics?{DAY}")).json()
        assert report["bulletin"] == {"posts": 10, "unreplied": 9, "ratio": 0.9}
        assert "bulletin.ratio,0.9" in (await tess.get(f"/api/duty/metrics.csv?{DAY}")).text


async def test_who_answered_is_named(tmp_path: Path) -> None:
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tess:
        async with open_database(tmp_path / "data") as database:
            await People(database).add(Person("tess", "main", "Tess", Role.TEACHER), START)
        report = (await tess.get(f"/api/duty/metrics?{DAY}")).json()
        assert (report["load"]["responses"], report["names"]) == ({"tess": 1}, {"tess": "Tess"})
        assert "names.tess,Tess" in (await tess.get(f"/api/duty/metrics.csv?{DAY}")).text


async def test_days_are_those_of_the_calendar(tmp_path: Path) -> None:
    """Ten past ten at night in UTC is the next morning in Shanghai."""
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.OPERATOR) as olga:
        of_the_day = "/api/duty/metrics?from=2023-11-14&to=2023-11-15"
        assert (await olga.get(of_the_day)).json()["first"]["wall"]["count"] == 3
        id = (await olga.get("/api/session")).json()["person"]
        planned = plan(shift(rotation=(id,), secondary=()))
        assert (await olga.put("/api/duty/plan", json=msgspec.to_builtins(planned))).status_code == 200
        assert (await olga.get(of_the_day)).json()["first"]["wall"]["count"] == 0
        moments = "from=2023-11-14T00:00:00%2B00:00&to=2023-11-15T00:00:00Z"
        assert (await olga.get(f"/api/duty/metrics?{moments}")).json()["first"]["wall"]["count"] == 3


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "bad_period"),
        ("from=2023-11-14&to=soon", 422, "bad_period"),
        ("from=2023-11-14T10:00&to=2023-11-15", 422, "bad_period"),
        ("from=2023-11-15&to=2023-11-14", 422, "bad_period"),
        ("from=2020-01-01&to=2023-11-14", 422, "bad_period"),
        ("from=0001-01-01&to=0001-01-02", 422, "bad_period"),
        ("from=9999-12-30&to=9999-12-31", 422, "bad_period"),
        (f"{DAY}&class=poetry", 422, "bad_class"),
        (f"{DAY}&room=nowhere", 404, "room_unknown"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    server: Announcement, query: str, status: int, code: str
) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        answer = await tess.get(f"/api/duty/metrics?{query}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_learners_are_refused(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as stu:
        for form in ("", ".csv"):
            assert (await stu.get(f"/api/duty/metrics{form}?{DAY}")).status_code == 403


async def test_behind_a_number_stands_its_list(tmp_path: Path) -> None:
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tess:

        async def listed(what: str) -> list[tuple[str, int, str]]:
            told = (await tess.get(f"/api/duty/metrics/list?{DAY}&list={what}")).json()
            return [(each["room"], each["obligation"], each["excerpt"]) for each in told]

        assert await listed("met") == [("question-zone", 1, "question 1")]
        assert await listed("overdue") == [
            ("question-zone", 2, "question 2"),
            ("study-room", 1, "question 1"),
        ]
        assert await listed("promises_open&person=tess") == []
        bad = await tess.get(f"/api/duty/metrics/list?{DAY}&list=everything")
        assert (bad.status_code, bad.json()["code"]) == (422, "bad_list")


async def test_what_was_waived_is_looked_at_again_by_operators_alone(server: Announcement) -> None:
    path = f"/api/duty/metrics/list?{DAY}&list=waived_sample"
    async with visitor(server, Role.TEACHER) as tess, visitor(server, Role.OPERATOR) as olga:
        assert (await tess.get(path)).status_code == 403
        assert (await olga.get(path)).json() == []
