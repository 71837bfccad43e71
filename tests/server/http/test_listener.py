"""The listener around small applications of the test's own."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.config import Config
from server.http import listener as module
from server.http.listener import bind
from tests.support.listening import listening
from tests.support.raw_http import speak

pytestmark = pytest.mark.anyio


async def who(request: Request) -> Response:
    assert request.client is not None
    return JSONResponse({"client": request.client.host, "scheme": request.scope["scheme"]})


FORWARDED = b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"


def get(path: str, headers: bytes = b"") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + headers + b"\r\n"


def test_every_address_of_a_name_gets_the_same_port() -> None:
    sockets = bind("localhost", 0)
    try:
        assert len({bound.getsockname()[1] for bound in sockets}) == 1
        assert all(bound.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) > 0 for bound in sockets)
    finally:
        for bound in sockets:
            bound.close()


def test_a_taken_port_is_an_error_and_leaves_nothing_open() -> None:
    (taken,) = bind("127.0.0.1", 0)
    try:
        with pytest.raises(OSError, match="in use"):
            bind("127.0.0.1", taken.getsockname()[1])
    finally:
        taken.close()


@pytest.mark.row("S13")
async def test_forwarded_headers_of_strangers_mean_nothing() -> None:
    async with listening(Route("/", who)) as port:
        answer = await speak(f"http://127.0.0.1:{port}", get("/", FORWARDED))
    assert b'{"client":"127.0.0.1","scheme":"http"}' in answer


async def test_forwarded_headers_of_a_trusted_proxy_say_who_it_is() -> None:
    config = Config(data=Path("unused"), trusted_proxies=("127.0.0.0/8",))
    async with listening(Route("/", who), config=config) as port:
        answer = await speak(f"http://127.0.0.1:{port}", get("/", FORWARDED))
    assert b'{"client":"192.0.2.7","scheme":"https"}' in answer


@pytest.mark.row("S9")
@pytest.mark.parametrize(
    "dripped",
    [
        b"",
        b"GET / HTTP/1.1\r\n",
        b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-A: ",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost:",  # the second request never ends
    ],
)
async def test_a_request_that_never_ends_is_cut(dripped: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REQUEST_SECONDS", 0.1)
    async with listening(Route("/", who)) as port:
        answer = await speak(f"http://127.0.0.1:{port}", dripped)
    assert answer.count(b"HTTP/1.1 200 ") == dripped.count(b"\r\n\r\n")


async def test_a_request_in_many_pieces_is_answered() -> None:
    async with listening(Route("/", who)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for byte in get("/"):
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()


@pytest.mark.row("S18")
@pytest.mark.parametrize(
    "request_",
    [
        get("/", b"X-Bomb: " + b"x" * 200_000 + b"\r\n"),
        get("/", b"".join(b"X-%d: x\r\n" % number for number in range(20_000))),
        get("/", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n"),
        get("/", b"Content-Length: -1\r\n"),
        get("/", b"No colon here\r\n"),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100) + b"\r\n\r\n",
    ],
)
async def test_a_malformed_request_gets_400_and_the_server_goes_on(request_: bytes) -> None:
    async with listening(Route("/", who)) as port:
        url = f"http://127.0.0.1:{port}"
        try:
            answer = await speak(url, request_)
        except ConnectionResetError:  # it closed with the rest of the bomb unread
            answer = b"HTTP/1.1 400 "
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert (await speak(url, get("/"))).startswith(b"HTTP/1.1 200 ")
