"""The duty plan and webhooks over HTTP: who may see and change them, and what is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.duty.planned import plan, shift
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

PLAN = msgspec.to_builtins(plan())
HOOK = {"id": "ops", "url": "https://hooks.example/1", "kinds": {"receiver": "dingtalk", "level": 200}}


async def test_an_operator_saves_a_plan_and_staff_read_it(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga, visitor(server, Role.TEACHER) as tess:
        before = (await tess.get("/api/duty/plan")).json()
        assert before == {"version": 0, "at": None, "by": "", "plan": None}
        saved = await olga.put("/api/duty/plan", json=PLAN)
        assert (saved.status_code, saved.json()["version"]) == (200, 1)
        assert (await olga.put("/api/duty/plan", json=PLAN)).json()["version"] == 2
        read = (await tess.get("/api/duty/plan")).json()
        assert (read["version"], msgspec.convert(read["plan"], type(plan()))) == (2, plan())


async def test_everything_that_is_wrong_with_a_plan_is_told(server: Announcement) -> None:
    twice = msgspec.to_builtins(plan(shift("day"), shift("day")))
    twice["calendar"]["zone"] = "Nowhere"
    async with visitor(server, Role.OPERATOR) as olga:
        answer = await olga.put("/api/duty/plan", json=twice)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_plan")
        assert [(flaw["where"], flaw["code"]) for flaw in answer.json()["flaws"]] == [
            ("calendar.zone", "unknown_zone"),
            ("roster.shifts[1].id", "twice"),
        ]
        wrong = await olga.put("/api/duty/plan", json={**PLAN, "colour": "blue"})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_request")
        huge = await olga.put("/api/duty/plan", content=b" " * (256 * 1024 + 1))
        assert huge.status_code == 413
        assert (await olga.get("/api/duty/plan")).json()["version"] == 0


@pytest.mark.parametrize(
    ("role", "reads", "saves", "hooks"), [(Role.STUDENT, 403, 403, 403), (Role.TEACHER, 200, 403, 403)]
)
async def test_others_are_refused(
    server: Announcement, role: Role, reads: int, saves: int, hooks: int
) -> None:
    async with visitor(server, role) as somebody:
        assert (await somebody.get("/api/duty/plan")).status_code == reads
        assert (await somebody.put("/api/duty/plan", json=PLAN)).status_code == saves
        assert (await somebody.get("/api/duty/webhooks")).status_code == hooks
        assert (await somebody.put("/api/duty/webhooks", json={"webhooks": []})).status_code == hooks
        somebody.cookies.clear()
        assert (await somebody.get("/api/duty/plan")).status_code == 401


async def test_a_page_of_another_site_changes_nothing(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        foreign = {"Origin": "https://evil.example"}
        for path, body in (("plan", PLAN), ("webhooks", {"webhooks": []})):
            answer = await olga.put(f"/api/duty/{path}", json=body, headers=foreign)
            assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


async def test_the_secret_of_a_webhook_is_shown_once_and_kept(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        made = (await olga.put("/api/duty/webhooks", json={"webhooks": [HOOK]})).json()["webhooks"][0]
        assert made["secret"].startswith("whsec_")
        shown = (await olga.get("/api/duty/webhooks")).json()["webhooks"]
        assert [(hook["id"], hook["secret"], hook["kinds"]["receiver"]) for hook in shown] == [
            ("ops", "hidden", "dingtalk")
        ]
        again = await olga.put("/api/duty/webhooks", json={"webhooks": shown})
        assert (again.status_code, again.json()["webhooks"]) == (200, shown)
        own = {**HOOK, "secret": made["secret"]}
        assert (await olga.put("/api/duty/webhooks", json={"webhooks": [own]})).json()["webhooks"] == shown
        await olga.put("/api/duty/webhooks", json={"webhooks": []})
        assert (await olga.get("/api/duty/webhooks")).json() == {"webhooks": []}


@pytest.mark.parametrize(
    ("hooks", "status", "code"),
    [
        ([HOOK, HOOK], 422, "bad_webhook"),
        ([{**HOOK, "url": "http://hooks.example"}], 422, "bad_webhook"),
        ([{**HOOK, "secret": "whsec_c2hvcnQ="}], 422, "bad_webhook"),
        ([{**HOOK, "secret": "hidden"}], 422, "bad_webhook"),
        ([{**HOOK, "url": "javascript:alert(1)"}], 400, "bad_request"),
        ([{**HOOK, "id": "Ops Room"}], 400, "bad_request"),
        ([{**HOOK, "id": f"n{number}"} for number in range(21)], 400, "bad_request"),
    ],
)
async def test_webhooks_that_cannot_be_are_refused(
    server: Announcement, hooks: list[Any], status: int, code: str
) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        answer = await olga.put("/api/duty/webhooks", json={"webhooks": hooks})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (await olga.get("/api/duty/webhooks")).json() == {"webhooks": []}
