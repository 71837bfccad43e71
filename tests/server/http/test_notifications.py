"""One's own browsers, mailbox and quiet hours over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from rooms.roles import Role
from server.serving import Announcement
from tests.server.duty.outside import Mailbox, mail_server
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
        assert before == {
            "email": None,
            "quiet_hours": None,
            "language": None,
            "email_confirmed": False,
        }
        kept = {**mine, "email_confirmed": False}
        assert (await tess.put("/api/me/notifications", json=mine)).json() == kept
        assert (await tess.get("/api/me/notifications")).json() == kept
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


@pytest.fixture
async def mailed(tmp_path: Path) -> AsyncIterator[tuple[Announcement, Mailbox]]:
    async with mail_server() as mailbox:
        config = replace(quiet(tmp_path / "data"), smtp_url=mailbox.url, allow_private_webhooks=True)
        async with server_here(config) as server:
            yield server, mailbox


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_an_address_is_confirmed_by_its_link_before_anything_is_sent_to_it(
    mailed: tuple[Announcement, Mailbox],
) -> None:
    server, mailbox = mailed
    trial = {"channel": "mail"}
    async with visitor(server, Role.STUDENT) as ada, visitor(server, Role.STUDENT) as phone:
        assert code(await ada.post("/api/me/notifications/test", json=trial)) == (422, "no_email")
        assert code(await ada.post("/api/me/email")) == (422, "no_email")
        await ada.put("/api/me/notifications", json={"email": "ada@school.example", "language": "zh"})
        assert code(await ada.post("/api/me/notifications/test", json=trial)) == (422, "email_unconfirmed")
        assert mailbox.mails == []
        assert (await ada.post("/api/me/email")).json() == {"problem": None}
        assert code(await ada.post("/api/me/email")) == (429, "too_soon")
        found = re.search(r"/confirm/(\S+)", mailbox.mails[0].get_content())
        assert found is not None
        phone.cookies.clear()
        opened = await phone.post("/api/email", json={"link": found[1]})
        assert opened.json() == {"email": "ada@school.example"}
        assert code(await phone.post("/api/email", json={"link": found[1]})) == (404, "link_unknown")
        assert (await ada.get("/api/me/notifications")).json()["email_confirmed"]
        assert code(await ada.post("/api/me/email")) == (422, "email_confirmed")
        assert (await ada.post("/api/me/notifications/test", json=trial)).json() == {"problem": None}
        assert code(await ada.post("/api/me/notifications/test", json=trial)) == (429, "too_soon")
        await ada.put("/api/me/notifications", json={"email": "new@school.example"})
        assert not (await ada.get("/api/me/notifications")).json()["email_confirmed"]
    assert [mail["subject"] for mail in mailbox.mails] == ["请确认这是你的邮箱", "测试：通知可以送达这里"]


async def test_a_link_of_nobody_confirms_nothing(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        assert code(await ada.post("/api/email", json={"link": "x.y.z"})) == (404, "link_unknown")
        foreign = {"Origin": "https://evil.example"}
        assert (await ada.post("/api/email", json={"link": "x"}, headers=foreign)).status_code == 403


async def test_a_browser_tries_its_own_subscription_and_no_other(server: Announcement) -> None:
    async with visitor(server, Role.TEACHER) as tess, visitor(server, Role.TEACHER) as other:
        await tess.post("/api/push", json=SUBSCRIPTION)
        trial = {"channel": "web_push", "endpoint": SUBSCRIPTION["endpoint"]}
        answer = await other.post("/api/me/notifications/test", json=trial)
        assert answer.json() == {"problem": {"code": "gone", "detail": ""}}
        own = await tess.post("/api/me/notifications/test", json=trial)
        assert own.json()["problem"]["code"] == "recipient"
