"""The WebSocket endpoint of a running server, from outside."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import secrets
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgpack
import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from loadtests.client import Client
from loadtests.login import Invite, Login
from rooms.roles import Role
from server.serving import Announcement
from signaling.wire import MAX_FRAME_BYTES, SUBPROTOCOL
from tests.server.http.visiting import visitor
from tests.support.raw_http import speak

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def socket_of(
    server: Announcement, *, origin: str | None = "", subprotocol: str | None = SUBPROTOCOL
) -> AsyncIterator[ClientConnection]:
    """`origin` empty: the server's own."""
    async with connect(
        f"ws{server.url.removeprefix('http')}/ws",
        origin=Origin(server.url if origin == "" else origin) if origin is not None else None,
        subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
        compression=None,
        proxy=None,
    ) as socket:
        yield socket


def upgrade(server: Announcement, *headers: bytes) -> bytes:
    key = base64.b64encode(secrets.token_bytes(16))
    lines = [
        b"GET /ws HTTP/1.1",
        b"Host: " + urlsplit(server.url).netloc.encode(),
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: " + key,
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


@pytest.mark.row("S1")
@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_a_page_of_another_origin_gets_no_socket(
    server: Announcement, origin: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(server, origin=origin):
            raise AssertionError("it was let in")
    assert refused.value.response.status_code == 403
    assert b"origin_refused" in refused.value.response.body
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("subprotocol", [None, "chat", "studyhall.v2.msgpack"])
async def test_another_subprotocol_gets_no_socket(server: Announcement, subprotocol: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(server, subprotocol=subprotocol):
            raise AssertionError("it was let in")
    assert refused.value.response.status_code == 400


@pytest.mark.row("S18")
@pytest.mark.parametrize("value", [b"st\xc3\xbcdyhall", b"\xff\xfe", b"a,,b", b'"', b"", b"x" * 8000])
async def test_a_strange_subprotocol_is_refused_and_the_server_goes_on(
    server: Announcement, value: bytes
) -> None:
    origin = f"Origin: {server.url}".encode()
    answer = await speak(server.url, upgrade(server, origin, b"Sec-WebSocket-Protocol: " + value))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Traceback" not in answer
    async with socket_of(server) as socket:
        assert socket.subprotocol == SUBPROTOCOL


@pytest.mark.row("S8")
async def test_there_is_no_compression(server: Announcement) -> None:
    async with connect(
        f"ws{server.url.removeprefix('http')}/ws",
        origin=Origin(server.url),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression="deflate",
        proxy=None,
    ) as socket:
        assert socket.protocol.extensions == []


@pytest.mark.row("S8")
async def test_a_frame_of_one_byte_too_many_closes_with_1009(server: Announcement) -> None:
    async with socket_of(server) as socket:
        await socket.send(bytes(MAX_FRAME_BYTES + 1))
        assert await close_code(socket) == 1009


@pytest.mark.row("S8")
async def test_a_message_of_many_fragments_is_counted_whole(server: Announcement) -> None:
    async with socket_of(server) as socket:
        fragment = bytes([0x00, 0x80 | 16]) + bytes(4) + bytes(16)
        socket.transport.write(bytes([0x02, 0x80]) + bytes(4) + 10_000 * fragment)
        assert await close_code(socket) == 1009


@pytest.mark.row("S8")
async def test_a_declared_gigabyte_is_refused_before_it_comes(server: Announcement) -> None:
    process = psutil.Process()
    async with socket_of(server) as socket:
        before = process.memory_info().rss
        socket.transport.write(bytes([0x82, 0xFF]) + struct.pack("!Q", 1 << 30) + bytes(4))
        assert await close_code(socket) == 1009
        assert process.memory_info().rss - before < 2_000_000


async def close_code(socket: ClientConnection) -> int:
    async with asyncio.timeout(10):
        await socket.wait_closed()
    return socket.close_code or 0


async def test_a_client_says_hello_and_is_welcomed(server: Announcement) -> None:
    async with Client(server.invites[Role.TEACHER], name="Ada") as client:
        assert client.welcome["name"] == "Ada"
        assert client.welcome["role"] == "teacher"
        assert client.welcome["space_title"] == "Studyhall"


@pytest.mark.row("S2")
@pytest.mark.parametrize("ticket", ["", "a.b.c", "x" * 4000])
async def test_a_ticket_of_nobody_closes_the_socket(server: Announcement, ticket: str) -> None:
    async with socket_of(server) as socket:
        await socket.send(hello(ticket))
        assert await close_code(socket) == 4101


@pytest.mark.row("S2")
async def test_a_ticket_opens_one_socket_only(server: Announcement) -> None:
    ticket = await ticket_for(server, Role.STUDENT)
    async with socket_of(server) as first, socket_of(server) as second:
        await first.send(hello(ticket))
        assert b"welcome" in await first.recv(decode=False)
        await second.send(hello(ticket))
        assert await close_code(second) == 4101


@pytest.mark.row("S5")
async def test_a_higher_invite_reaches_what_the_person_has_open_and_what_is_just_opening(
    server: Announcement,
) -> None:
    async with (
        visitor(server, Role.STUDENT) as ada,
        socket_of(server) as open_page,
        socket_of(server) as late,
    ):
        tickets = [(await ada.post("/api/ticket")).json()["ticket"] for _ in range(2)]
        await open_page.send(hello(tickets[0]))
        assert b"welcome" in await open_page.recv(decode=False)
        secret = server.invites[Role.TEACHER].rpartition("/")[2]
        assert (await ada.post("/api/session", json={"invite": secret})).json()["role"] == "teacher"
        assert await close_code(open_page) == 4001
        await late.send(hello(tickets[1]))
        assert await close_code(late) == 4001


async def ticket_for(server: Announcement, role: Role) -> str:
    login = Login(Invite.parse(server.invites[role]), name="Ada")
    await login.open()
    return await login.ticket()


def hello(ticket: str) -> bytes:
    frame = {"t": "hello", "version": 1, "ticket": ticket, "device": "device-" + os.urandom(4).hex()}
    return bytes(msgpack.packb(frame))


@pytest.mark.row("D4")
async def test_the_same_message_sent_three_times_is_posted_once(server: Announcement) -> None:
    async with Client(server.invites[Role.STUDENT], name="Ada") as client:
        await client.enter_room("question-zone")
        seqs = {await client.post("question-zone", "hello?", cid="the-same-cid") for _ in range(3)}
        history = await client.read_history("question-zone")
    assert len(seqs) == 1
    assert [message["body"] for message in history["messages"]] == ["hello?"]


async def test_two_people_hear_each_other(server: Announcement) -> None:
    async with (
        Client(server.invites[Role.TEACHER], name="Ada") as ada,
        Client(server.invites[Role.STUDENT], name="Bob") as bob,
    ):
        await ada.enter_room("study-room")
        await bob.enter_room("study-room")
        await ada.post("study-room", "welcome")
        await bob.post("study-room", "thank you")
        heard = await ada.event("study-room", "message_posted", lambda event: event["author_name"] == "Bob")
        assert heard["body"] == "thank you"
        heard = await bob.event("study-room", "message_posted")
        assert (heard["author_name"], heard["body"]) == ("Ada", "welcome")
