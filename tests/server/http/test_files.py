"""Attachments over HTTP: who may send them, who may fetch them, and what a browser makes of them."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from loadtests.client import Client
from rooms.roles import Role
from server.http.files import KEPT_SECONDS, UPLOADS
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
ROOM = "/api/rooms/study-room/files"


async def _send(browser: httpx.AsyncClient, content: bytes, name: str, room: str = ROOM) -> httpx.Response:
    return await browser.post(room, content=content, headers={"X-File-Name": quote(name)})


async def _post_with(ada: Client, attachment: object) -> None:
    await ada.command(
        "study-room", {"t": "post_message", "cid": "cid-00001", "body": "look", "attachments": [attachment]}
    )


async def test_a_member_sends_a_picture_and_another_sees_it(server: Announcement) -> None:
    async with (
        Client(server.invites[Role.STUDENT], name="Ada") as ada,
        visitor(server, Role.STUDENT) as bo,
        visitor(server, Role.TEACHER) as tess,
    ):
        sent = await _send(tess, PNG, "黑板.png")
        assert (sent.status_code, sent.json() | {"id": ""}) == (
            201,
            {"id": "", "name": "黑板.png", "size": len(PNG)},
        )
        path = f"/files/study-room/{sent.json()['id']}"
        assert (await bo.get(path)).status_code == 404
        await ada.enter_room("study-room")
        await _post_with(ada, sent.json())
        fetched = await bo.get(path)
        assert (await bo.get(path.replace("study-room", "live-qa"))).status_code == 404
    assert (fetched.status_code, fetched.content) == (200, PNG)
    assert fetched.headers["content-type"] == "image/png"
    assert fetched.headers["content-disposition"].startswith("inline")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["cache-control"] == f"private, max-age={KEPT_SECONDS}"


@pytest.mark.parametrize("taken_back", ["delete_message", "hide_message"])
async def test_what_a_message_showed_goes_with_the_message_for_all_but_staff(
    server: Announcement, taken_back: str
) -> None:
    async with (
        Client(server.invites[Role.STUDENT], name="Ada") as ada,
        Client(server.invites[Role.TEACHER], name="Tess") as tess,
        visitor(server, Role.STUDENT) as bo,
        visitor(server, Role.TEACHER) as staff,
    ):
        sent = await _send(bo, PNG, "a.png")
        path = f"/files/study-room/{sent.json()['id']}"
        for client in (ada, tess):
            await client.enter_room("study-room")
        await _post_with(ada, sent.json())
        await tess.command("study-room", {"t": taken_back, "id": 1})
        async with visitor(server, Role.STUDENT) as other:
            assert (await other.get(path)).status_code == 404
        assert (await bo.get(path)).status_code == 200, "who sent it has it anyway"
        assert (await staff.get(path)).status_code == 200
        if taken_back == "hide_message":
            await tess.command("study-room", {"t": "restore_message", "id": 1})
            async with visitor(server, Role.STUDENT) as other:
                assert (await other.get(path)).status_code == 200


async def test_what_is_no_picture_is_downloaded(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        sent = await _send(ada, b"# notes", "notes.md")
        fetched = await ada.get(f"/files/study-room/{sent.json()['id']}")
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.row("S16")
@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("..%2F..%2Fetc%2Fpasswd.txt", "passwd.txt"),
        ("C%3A%5Cx%5Ca.txt", "a.txt"),
        ("a%00%E2%80%AEb.txt", "ab.txt"),
        ("%20.txt", ".txt"),
        ("x" * 500 + ".txt", "x" * 116 + ".txt"),
    ],
)
async def test_a_name_is_shown_without_paths_and_tricks(
    server: Announcement, header: str, shown: str
) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        sent = await ada.post(ROOM, content=b"text", headers={"X-File-Name": header})
    assert sent.json()["name"] == shown


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "a.txt", 400, "empty"),
        (b"<html>", "a.html", 415, "unknown_type"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.txt", 413, "too_large"),
    ],
)
async def test_what_is_not_taken_says_why(
    server: Announcement, content: bytes, name: str, status: int, code: str
) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        answer = await _send(ada, content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_strangers_and_foreign_pages_neither_send_nor_fetch(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        sent = await _send(ada, PNG, "a.png")
        foreign = await ada.post(ROOM, content=PNG, headers={"Origin": "https://evil.example"})
        elsewhere = await _send(ada, PNG, "a.png", "/api/rooms/no-such-room/files")
        unknown = await ada.get("/files/study-room/" + "0" * 64 + ".png")
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as stranger:
        nobody = await stranger.get(f"/files/study-room/{sent.json()['id']}")
    assert [answer.status_code for answer in (foreign, elsewhere, unknown, nobody)] == [403, 404, 404, 401]


async def test_somebody_who_sends_without_end_has_to_wait(server: Announcement) -> None:
    async with visitor(server, Role.STUDENT) as ada:
        answers = [await _send(ada, b"%d" % number, "a.txt") for number in range(UPLOADS + 1)]
    assert [answer.status_code for answer in answers] == [201] * UPLOADS + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
