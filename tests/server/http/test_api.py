"""Sessions and tickets over HTTP, against a running server: as a page uses them, and as an attacker does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rooms.roles import Role
from server.auth.attempts import ATTEMPTS
from server.serving import Announcement
from tests.support.raw_http import speak
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio


def secret(server: Announcement, role: Role) -> str:
    return server.invites[role].rpartition("/")[2]


@pytest.fixture
async def browser(server: Announcement) -> AsyncIterator[httpx.AsyncClient]:
    """Keeps cookies, and sends the Origin that a page of the server would."""
    async with httpx.AsyncClient(
        base_url=server.url, headers={"Origin": server.url}, trust_env=False
    ) as client:
        yield client


async def redeem(browser: httpx.AsyncClient, invite: str, **more: str) -> httpx.Response:
    return await browser.post("/api/session", json={"invite": invite, **more})


async def test_an_invite_becomes_a_session(browser: httpx.AsyncClient, server: Announcement) -> None:
    answer = await redeem(browser, secret(server, Role.TEACHER), name=" Ada ")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    session = answer.json()
    assert session | {"person": ""} == {
        "person": "",
        "name": "Ada",
        "role": "teacher",
        "space": "main",
        "space_title": "Studyhall",
    }
    assert (await browser.get("/api/session")).json() == session


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    browser: httpx.AsyncClient, server: Announcement
) -> None:
    answer = await redeem(browser, secret(server, Role.STUDENT))
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie  # this server speaks http


async def test_without_a_session_the_answer_is_a_code(browser: httpx.AsyncClient) -> None:
    for answer in (await browser.get("/api/session"), await browser.post("/api/ticket")):
        assert answer.status_code == 401
        assert answer.json()["code"] == "no_session"


async def test_an_unknown_invite_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await redeem(browser, "nobody-made-this")
    assert (answer.status_code, answer.json()["code"]) == (404, "invite_unknown")
    assert "set-cookie" not in answer.headers


async def test_a_higher_invite_promotes_the_same_person(
    browser: httpx.AsyncClient, server: Announcement
) -> None:
    student = (await redeem(browser, secret(server, Role.STUDENT), name="Ada")).json()
    teacher = (await redeem(browser, secret(server, Role.TEACHER))).json()
    again = (await redeem(browser, secret(server, Role.STUDENT))).json()
    assert teacher == again == student | {"role": "teacher"}


async def test_a_person_may_take_another_name(browser: httpx.AsyncClient, server: Announcement) -> None:
    await redeem(browser, secret(server, Role.STUDENT))
    assert (await browser.patch("/api/session", json={"name": "李雷"})).json()["name"] == "李雷"
    assert (await browser.get("/api/session")).json()["name"] == "李雷"
    refused = await browser.patch("/api/session", json={"name": " \n "})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_name")


async def test_a_session_can_be_forgotten(browser: httpx.AsyncClient, server: Announcement) -> None:
    await redeem(browser, secret(server, Role.STUDENT))
    assert (await browser.delete("/api/session")).status_code == 204
    assert (await browser.get("/api/session")).status_code == 401


async def test_each_ticket_is_another_one(browser: httpx.AsyncClient, server: Announcement) -> None:
    await redeem(browser, secret(server, Role.STUDENT))
    tickets = {(await browser.post("/api/ticket")).json()["ticket"] for _ in range(3)}
    assert len(tickets) == 3


@pytest.mark.row("S1")
@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_a_page_of_another_origin_changes_nothing(
    browser: httpx.AsyncClient, server: Announcement, origin: str | None
) -> None:
    await redeem(browser, secret(server, Role.STUDENT), name="Ada")
    headers = {} if origin is None else {"Origin": origin}
    browser.headers.pop("Origin")
    for method, path, body in (
        ("POST", "/api/session", {"invite": secret(server, Role.OPERATOR)}),
        ("PATCH", "/api/session", {"name": "Mallory"}),
        ("DELETE", "/api/session", None),
        ("POST", "/api/ticket", None),
    ):
        answer = await browser.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    session = (await browser.get("/api/session")).json()
    assert (session["name"], session["role"]) == ("Ada", "student")


@pytest.mark.row("S13")
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"},
        {"X-Forwarded-Proto": "https", "Origin": "https://127.0.0.1"},
        {"Forwarded": "host=evil.example;proto=https", "Origin": "https://evil.example"},
    ],
)
async def test_no_header_that_the_client_chose_makes_an_origin_ours(
    browser: httpx.AsyncClient, server: Announcement, headers: dict[str, str]
) -> None:
    body = {"invite": secret(server, Role.OPERATOR)}
    answer = await browser.post("/api/session", json=body, headers=headers)
    assert answer.status_code == 403


@pytest.mark.row("S13")
async def test_another_host_header_changes_nothing(browser: httpx.AsyncClient, server: Announcement) -> None:
    await redeem(browser, secret(server, Role.STUDENT))
    same = await browser.get("/api/session", headers={"Host": "evil.example"})
    assert same.json()["role"] == "student"
    assert "evil.example" not in same.text + str(same.headers)


@pytest.mark.row("S13")
@pytest.mark.parametrize(
    "path",
    ["/api/../api/session", "/api//session", "/api/session/", "/static/../api/session", "/api/session;x"],
)
async def test_no_other_spelling_of_a_path_reaches_the_api(server: Announcement, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    answer = await speak(server.url, request.encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"evil.example" not in answer


@pytest.mark.row("S15")
async def test_guessing_invites_ends_after_ten_wrong_ones_a_minute(
    browser: httpx.AsyncClient, server: Announcement
) -> None:
    for number in range(ATTEMPTS):
        assert (await redeem(browser, f"guess-{number}")).status_code == 404
    refused = await redeem(browser, secret(server, Role.OPERATOR))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    assert 1 <= int(refused.headers["retry-after"]) <= 61


@pytest.mark.row("S15")
async def test_a_made_up_forwarded_address_does_not_give_more_tries(
    browser: httpx.AsyncClient, server: Announcement
) -> None:
    for number in range(ATTEMPTS):
        browser.headers["X-Forwarded-For"] = f"192.0.2.{number}"
        await redeem(browser, f"guess-{number}")
    assert (await redeem(browser, secret(server, Role.OPERATOR))).status_code == 429


async def test_a_whole_class_may_open_the_same_invite_at_once(
    browser: httpx.AsyncClient, server: Announcement
) -> None:
    for _ in range(3 * ATTEMPTS):
        browser.cookies.clear()
        assert (await redeem(browser, secret(server, Role.STUDENT))).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b'{"invite": 1}',
        b'{"invite": "x", "admin": true}',
        b"\xff\xfe",
        b"{}",
    ],
)
async def test_a_body_that_makes_no_sense_is_a_bad_request(browser: httpx.AsyncClient, body: bytes) -> None:
    answer = await browser.post("/api/session", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_a_deeply_nested_body_is_a_bad_request(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/api/session", content=b'{"invite":' + b"[" * 4000)
    assert answer.status_code == 400


async def test_a_body_that_is_too_long_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/api/session", content=b" " * 5000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", [b"Content-Length: 9\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"])
async def test_a_body_that_breaks_off_is_no_bug_in_the_log(
    browser: httpx.AsyncClient, server: Announcement, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    host = urlsplit(server.url)
    _, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(b"POST /api/session HTTP/1.1\r\nHost: x\r\nOrigin: " + server.url.encode() + b"\r\n" + body)
    writer.close()
    await writer.wait_closed()
    assert (await browser.get("/api/session")).status_code == 401
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_session_outlives_the_server(tmp_path: Path) -> None:
    cookies = httpx.Cookies()
    people: list[dict[str, str]] = []
    for _ in range(2):
        async with server_here(quiet(tmp_path)) as server, httpx.AsyncClient(trust_env=False) as browser:
            browser.cookies.update(cookies)
            if not people:
                body = {"invite": secret(server, Role.TEACHER), "name": "Ada"}
                await browser.post(f"{server.url}/api/session", json=body, headers={"Origin": server.url})
            people.append((await browser.get(f"{server.url}/api/session")).json())
            cookies.update(browser.cookies)
    assert people[0] == people[1]
