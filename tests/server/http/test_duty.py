"""The duty plan over HTTP: who may see and change it, and what is refused."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.duty.planned import plan, shift
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio


async def plan_of(somebody: httpx.AsyncClient) -> Any:
    """With this person alone on duty."""
    id = (await somebody.get("/api/session")).json()["person"]
    return msgspec.json.decode(msgspec.json.encode(plan(shift(rotation=(id,), secondary=()))))


async def test_an_operator_saves_a_plan_and_staff_read_it(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.TEACHER) as tess:
        before = (await tess.get("/api/duty/plan")).json()
        assert (before["version"], before["at"], before["by"], before["plan"]) == (0, None, "", None)
        assert before["standard"]["hand"] == {"first": 120.0, "full": None, "clock": "wall"}
        planned = await plan_of(tess)
        saved = await olga.put("/api/duty/plan", json=planned)
        assert (saved.status_code, saved.json()["version"]) == (200, 1)
        assert (await olga.put("/api/duty/plan", json=planned)).json()["version"] == 2
        read = (await tess.get("/api/duty/plan")).json()
        assert (read["version"], read["plan"]["roster"]) == (2, planned["roster"])


async def test_what_somebody_else_saved_meanwhile_is_not_lost(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.OPERATOR) as otto:
        planned = await plan_of(olga)
        saved = [await who.put("/api/duty/plan?based_on=0", json=planned) for who in (olga, otto)]
        assert [answer.status_code for answer in saved] == [200, 409]
        assert saved[1].json()["code"] == "plan_changed"
        assert (await otto.put("/api/duty/plan?based_on=1", json=planned)).json()["version"] == 2


async def test_swaps_that_change_nothing_are_told(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.TEACHER) as tess:
        planned = await plan_of(olga)
        mine = planned["roster"]["shifts"][0]["rotation"][0]
        other = (await tess.get("/api/session")).json()["person"]
        planned["roster"]["shifts"][0]["rotation"].append(other)
        days = [{"person": mine, "shift": "day", "day": "2026-11-02"}]
        days.append({"person": other, "shift": "day", "day": "2026-11-03"})
        swap = {"one": days[0], "other": days[1]}
        planned["roster"]["swaps"] = [swap, swap]
        assert (await olga.put("/api/duty/plan", json=planned)).json()["swaps_in_vain"] == [1]
        assert (await tess.get("/api/duty/plan")).json()["swaps_in_vain"] == [1]


async def test_everything_that_is_wrong_with_a_plan_is_told(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.STUDENT) as stu:
        good = await plan_of(olga)
        twice = {**good, "roster": {**good["roster"], "shifts": good["roster"]["shifts"] * 2}}
        twice["calendar"] = {**good["calendar"], "zone": "Nowhere"}
        answer = await olga.put("/api/duty/plan", json=twice)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_plan")
        assert [(flaw["where"], flaw["code"]) for flaw in answer.json()["flaws"]] == [
            ("calendar.zone", "unknown_zone"),
            ("roster.shifts[1].id", "twice"),
        ]
        strange = await olga.put("/api/duty/plan", json=await plan_of(stu))
        assert [(flaw["where"], flaw["code"]) for flaw in strange.json()["flaws"]] == [
            ("roster.shifts[0].rotation[0]", "unknown_person")
        ]
        wrong = await olga.put("/api/duty/plan", json={**good, "colour": "blue"})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_request")
        huge = await olga.put("/api/duty/plan", content=b" " * (256 * 1024 + 1))
        assert huge.status_code == 413
        assert (await olga.get("/api/duty/plan")).json()["version"] == 0


@pytest.mark.parametrize(("role", "reads"), [(Role.STUDENT, 403), (Role.TEACHER, 200)])
async def test_others_are_refused(server: Announcement, role: Role, reads: int) -> None:
    async with visitor(server, role) as somebody:
        assert (await somebody.get("/api/duty/plan")).status_code == reads
        assert (await somebody.put("/api/duty/plan", json=await plan_of(somebody))).status_code == 403
        somebody.cookies.clear()
        assert (await somebody.get("/api/duty/plan")).status_code == 401


async def test_a_page_of_another_site_changes_nothing(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        foreign = {"Origin": "https://evil.example"}
        answer = await olga.put("/api/duty/plan", json=await plan_of(olga), headers=foreign)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
