"""One's own browsers, mailbox and quiet hours over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.duty.outside import mail_server
from tests.server.http.visiting import visitor
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio

SUBSCRIPTION = {
    "endpoint": "https://push.example/1",
    "expirationTime": None,
    "keys": {"p256dh": "A" * 87, "auth": "B" * 22},
}


async def test_a_browser_learns_the_key_subscribes_and_leaves(server: Announcement) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        key = (await tess.get("/api/push/key")).json()["key"]
        assert len(key) == 87
        assert (await tess.get("/api/push/key")).json() == {"key": key}
        assert (await tess.post("/api/push", json=SUBSCRIPTION)).status_code == 204
        gone = {"endpoint": SUBSCRIPTION["endpoint"]}
        for _ in range(2):
            assert (await tess.request("DELETE", "/api/push", json=gone)).status_code == 204


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"endpoint": "http://push.example/1"}, 422),
        ({"endpoint": "file:///etc/passwd"}, 400),
        ({"keys": {"p256dh": "not base64!", "auth": "B" * 22}}, 400),
        ({"keys": {}}, 400),
        ({"more": 1}, 400),
    ],
)
async def test_a_subscription_that_cannot_be_is_refused(
    server: Announcement, change: dict[str, Any], status: int
) -> None:
    async with visitor(server, Role.TEACHER) as tess:
        assert (await tess.post("/api/push", json={**SUBSCRIPTION, **change})).status_code == status


async def test_settings_are_ones_own(server: Announcement) -> None:
    mine = {
        "email": "tess@school.example",
        "quiet_hours": {"start": 1320, "end": 420, "zone": "Asia/Shanghai"},
        "language": "zh",
    }
    async with visitor(server, Role.TEACHER) as tess, visitor(server, Role.TEACHER) as other:
        before = (await tess.get("/api/me/notifications")).json()
        assert before == {"email": None, "quiet_hours": None, "language": None}
        assert (await tess.put("/api/me/notifications", json=mine)).json() == mine
        assert (await tess.get("/api/me/notifications")).json() == mine
        assert (await other.get("/api/me/notifications")).json()["email"] is None


@pytest.mark.parametrize(
    ("settings", "status", "code"),
    [
        ({"email": "no address"}, 400, "bad_request"),
        ({"email": "a@b\r\nBcc: everybody@c.example"}, 400, "bad_request"),
        ({"email": "a@b,c@d"}, 400, "bad_request"),
        ({"quiet_hours": {"start": 0, "end": 60, "zone": "Nowhere"}}, 422, "unknown_zone"),
        ({"quiet_hours": {"start": 0, "end": 1440, "zone": "UTC"}}, 400, "bad_request"),
        ({"language": "tlh"}, 400, "bad_request"),
    ],
)
async def test_settings_that_cannot_be_are_refused(
    server: Announcement, settings: dict[str, Any], status: int, code: str
) -> None:
    async with visitor(server, Role.STUDENT) as stu:
        answer = await stu.put("/api/me/notifications", json=settings)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_strangers_and_pages_of_other_sites_are_refused(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as stu:
        foreign = {"Origin": "https://evil.example"}
        for method, path in (
            ("POST", "/api/push"),
            ("DELETE", "/api/push"),
            ("PUT", "/api/me/notifications"),
            ("POST", "/api/me/notifications/test"),
        ):
            assert (await stu.request(method, path, json={}, headers=foreign)).status_code == 403
        stu.cookies.clear()
        for path in ("/api/push/key", "/api/me/notifications"):
            assert (await stu.get(path)).status_code == 401


async def test_whoever_set_an_address_tries_it_and_sees_what_became_of_it(tmp_path: Path) -> None:
    async with mail_server() as mailbox:
        config = replace(quiet(tmp_path / "data"), smtp_url=mailbox.url, allow_private_webhooks=True)
        async with server_here(config) as server, visitor(server, Role.TEACHER) as tess:
            trial = {"channel": "mail"}
            none = await tess.post("/api/me/notifications/test", json=trial)
            assert (none.status_code, none.json()["code"]) == (422, "no_email")
            await tess.put("/api/me/notifications", json={"email": "tess@school.example", "language": "zh"})
            assert (await tess.post("/api/me/notifications/test", json=trial)).json() == {"problem": None}
            at_once = await tess.post("/api/me/notifications/test", json=trial)
            assert (at_once.status_code, at_once.json()["code"]) == (429, "too_soon")
    assert [mail["subject"] for mail in mailbox.mails] == ["测试：通知可以送达这里"]


async def test_a_browser_tries_its_own_subscription_and_no_other(server: Announcement) -> None:
    async with visitor(server, Role.TEACHER) as tess, visitor(server, Role.TEACHER) as other:
        await tess.post("/api/push", json=SUBSCRIPTION)
        trial = {"channel": "web_push", "endpoint": SUBSCRIPTION["endpoint"]}
        answer = await other.post("/api/me/notifications/test", json=trial)
        assert answer.json() == {"problem": {"code": "gone", "detail": ""}}
        own = await tess.post("/api/me/notifications/test", json=trial)
        assert own.json()["problem"]["code"] == "recipient"


async def test_students_are_sent_nothing_also_not_to_try(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as stu:
        await stu.put("/api/me/notifications", json={"email": "victim@elsewhere.example"})
        answer = await stu.post("/api/me/notifications/test", json={"channel": "mail"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
