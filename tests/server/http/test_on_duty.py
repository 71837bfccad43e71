"""Everybody sees who is on duty in every room; whom one may put on a roster is for staff who plan."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


async def test_staff_see_every_room_and_that_nobody_is_planned(server: Announcement) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        answer = await tess.get("/api/duty/now")
    rooms = {each["room"]: each for each in answer.json()}
    assert rooms["live-qa"]["primary_name"] == ""
    assert rooms["live-qa"]["covered"] is False
    assert rooms["live-qa"]["title"]


async def test_staff_are_listed_by_rank_and_learners_are_not(server: Announcement) -> None:
    async with (
        visitor(server, Role.TEACHER, "Tess") as tess,
        visitor(server, Role.OPERATOR, "Otto"),
        visitor(server, Role.STUDENT, "Stu"),
    ):
        answer = await tess.get("/api/duty/staff")
    found = [(each["name"], each["role"]) for each in answer.json()]
    assert found.index(("Otto", "operator")) < found.index(("Tess", "teacher"))
    assert "Stu" not in [name for name, _ in found]


async def test_learners_see_who_answers_before_they_enter_and_not_who_might_be_planned(
    server: Announcement,
) -> None:
    async with visitor(server, Role.STUDENT) as stu, visitor(server, Role.TEACHER) as tess:
        now = await stu.get("/api/duty/now")
        assert now.json() == (await tess.get("/api/duty/now")).json()
        assert (await stu.get("/api/duty/staff")).status_code == 403


async def test_who_has_no_session_learns_nothing(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as stu:
        stu.cookies.clear()
        assert (await stu.get("/api/duty/now")).status_code == 401
