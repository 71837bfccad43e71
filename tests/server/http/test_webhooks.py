"""Webhooks over HTTP: operators set them up and try them; what is secret is never shown again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from rooms.roles import Role
from server.app import open_database
from server.serving import Announcement
from server.storage.tables import deliveries, notices
from tests.server.duty.outside import receiver, status
from tests.server.http.visiting import visitor
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio

ONE = "/api/duty/webhooks/ops"
CHAT = {
    "url": "https://oapi.dingtalk.com/robot/send?access_token=hidden-token",
    "secret": "SEC123",
    "kinds": {"receiver": "dingtalk", "level": 200, "language": "zh"},
}
GENERIC = {"url": "https://hooks.example:8443/path-is-secret", "kinds": {}}


async def test_the_secret_of_a_generic_webhook_is_shown_once_and_kept(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        made = (await olga.put(ONE, json=GENERIC)).json()
        assert made["secret"].startswith("whsec_")
        assert (made["origin"], made["has_secret"]) == ("https://hooks.example:8443", True)
        shown = (await olga.get("/api/duty/webhooks")).json()
        assert shown == [{**made, "secret": None}]
        kept = (await olga.put(ONE, json={"kinds": {"level": 150}})).json()
        assert (kept["secret"], kept["level"], kept["origin"]) == (None, 150, made["origin"])
        own = await olga.put(ONE, json={**GENERIC, "secret": made["secret"]})
        assert (own.status_code, own.json()["secret"]) == (200, None)
        assert (await olga.delete(ONE)).status_code == 204
        assert (await olga.delete(ONE)).status_code == 204
        assert (await olga.get("/api/duty/webhooks")).json() == []


@pytest.mark.row("S17")
async def test_what_opens_a_chat_is_never_shown(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        answers = [
            await olga.put(ONE, json=CHAT),
            await olga.get("/api/duty/webhooks"),
            await olga.put(ONE, json={"kinds": CHAT["kinds"]}),
        ]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert all("token" not in answer.text and "SEC123" not in answer.text for answer in answers)
        view = answers[2].json()
        assert (view["receiver"], view["has_secret"], view["language"]) == ("dingtalk", True, "zh")
        without = await olga.put(ONE, json={"kinds": CHAT["kinds"], "secret": ""})
        assert without.json()["has_secret"] is False


async def test_another_receiver_has_no_use_for_the_secret_of_the_one_before(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        await olga.put(ONE, json=CHAT)
        slack = (await olga.put(ONE, json={"kinds": {"receiver": "slack"}})).json()
        assert (slack["has_secret"], slack["secret"]) == (False, None)
        generic = (await olga.put(ONE, json={"kinds": {}})).json()
        assert generic["secret"].startswith("whsec_")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"kinds": {}}, 422, "bad_url"),
        ({**GENERIC, "url": "http://hooks.example"}, 422, "bad_url"),
        ({**GENERIC, "url": "https://me:secret@hooks.example"}, 422, "bad_url"),
        ({**GENERIC, "url": "https://hooks.example:port/"}, 422, "bad_url"),
        ({**GENERIC, "url": "https://[::1"}, 422, "bad_url"),
        ({**GENERIC, "url": "https:///path"}, 422, "bad_url"),
        ({**GENERIC, "url": "javascript:alert(1)"}, 400, "bad_request"),
        ({**GENERIC, "secret": "whsec_c2hvcnQ="}, 422, "bad_secret"),
        ({**CHAT, "secret": "SEC\n1"}, 422, "bad_secret"),
        ({**GENERIC, "more": 1}, 400, "bad_request"),
        ({**GENERIC, "kinds": {"receiver": "fax"}}, 400, "bad_request"),
    ],
)
async def test_webhooks_that_cannot_be_are_refused(
    server: Announcement, form: dict[str, Any], status: int, code: str
) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        answer = await olga.put(ONE, json=form)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (await olga.get("/api/duty/webhooks")).json() == []


async def test_what_concerns_one_member_is_told_to_no_webhook(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        form = {"url": "https://hooks.example", "kinds": {"reasons": ["gap", "mention"]}}
        answer = await olga.put("/api/duty/webhooks/ops", json=form)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_ids_are_short_and_plain_and_there_are_not_very_many(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        for id in ("Ops", "a" * 41, "ops%20room"):
            answer = await olga.put(f"/api/duty/webhooks/{id}", json=GENERIC)
            assert answer.json()["code"] == "bad_id"
        codes = [
            (await olga.put(f"/api/duty/webhooks/n{number}", json=GENERIC)).status_code
            for number in range(21)
        ]
        assert codes == [200] * 20 + [422]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
async def test_others_are_refused(server: Announcement, role: Role) -> None:
    async with visitor(server, role) as somebody:
        asked = [("GET", "/api/duty/webhooks"), ("PUT", ONE), ("DELETE", ONE), ("POST", f"{ONE}/test")]
        for method, path in asked:
            assert (await somebody.request(method, path, json=GENERIC)).status_code == 403
        somebody.cookies.clear()
        for method, path in asked:
            assert (await somebody.request(method, path, json=GENERIC)).status_code == 401


async def test_a_page_of_another_site_changes_and_sends_nothing(server: Announcement) -> None:
    async with visitor(server, Role.OPERATOR) as olga:
        foreign = {"Origin": "https://evil.example"}
        for method, path in (("PUT", ONE), ("DELETE", ONE), ("POST", f"{ONE}/test")):
            answer = await olga.request(method, path, json=GENERIC, headers=foreign)
            assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


async def test_a_test_says_at_once_what_became_of_it(tmp_path: Path) -> None:
    config = replace(quiet(tmp_path / "data"), allow_private_webhooks=True)
    async with receiver() as outside, server_here(config) as server, visitor(server, Role.OPERATOR) as olga:
        await olga.put(ONE, json={**GENERIC, "url": outside.url})
        outside.answers.append(status(418, b"x" * 100_000))
        answer = await olga.post(f"{ONE}/test")
        assert answer.json() == {"problem": {"code": "refused", "detail": "status 418"}}
        at_once = await olga.post(f"{ONE}/test")
        assert (at_once.status_code, at_once.json()["code"]) == (429, "too_soon")
        assert len(outside.received) == 1


@pytest.mark.row("S14")
async def test_a_test_does_not_reach_inside(server: Announcement) -> None:
    async with receiver() as outside, visitor(server, Role.OPERATOR) as olga:
        await olga.put(ONE, json={**GENERIC, "url": f"https://127.0.0.1:{outside.port}"})
        answer = await olga.post(f"{ONE}/test")
        assert answer.json()["problem"] == {"code": "address", "detail": "not a public address"}
        assert outside.received == []


async def test_the_last_thing_that_went_wrong_is_shown(tmp_path: Path) -> None:
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.OPERATOR) as olga:
        await olga.put(ONE, json=GENERIC)
        async with open_database(tmp_path / "data") as database, database.writing() as connection:
            told = {"obligation": 3, "cycle": 1, "target": "first", "level": 100, "reason": "escalated"}
            about = {"room": "zone", "room_title": "Zone", "class": "question", "excerpt": "?", "at": 5.0}
            await connection.execute(insert(notices).values(id=1, space="main", person="", **told, **about))
            sent = {"tries": 7, "next_at": 5.0, "made_at": 5.0, "problem": "refused status 500"}
            row = {"notice": 1, "channel": "webhook", "address": "ops", "state": "dead", **sent}
            await connection.execute(insert(deliveries).values(row))
        (shown,) = (await olga.get("/api/duty/webhooks")).json()
        problem = {"code": "refused", "detail": "status 500"}
        assert shown["last"] == {"at": 5.0, "state": "dead", "tries": 7, "problem": problem}
