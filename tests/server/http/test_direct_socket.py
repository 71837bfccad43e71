"""Sockets that are written to past ASGI, over a listener of their own: framed once, never waited for, cut when they must be."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from server.auth.origins import Origins
from server.http import direct_socket as module
from server.http.websocket import WebSocketEndpoint
from signaling.framing import framed
from signaling.ports import BEHIND, Socket
from signaling.wire import SUBPROTOCOL
from tests.support.listening import listening
from tests.support.raw_http import speak

pytestmark = pytest.mark.anyio

ORIGIN = "http://study.example.org"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    + f"Origin: {ORIGIN}\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
)


class Talk:
    """Signalling that gives the one socket it is asked to serve to a test, and serves it until that is done."""

    def __init__(self) -> None:
        self.socket: asyncio.Future[Socket] = asyncio.get_running_loop().create_future()
        self.over = asyncio.Event()
        self.said: list[str] = []
        self.eased = asyncio.Event()

    async def serve(self, socket: Socket) -> None:
        socket.follow(lambda: self.said.append("behind"), self._eased)
        self.socket.set_result(socket)
        await self.over.wait()

    def _eased(self) -> None:
        self.said.append("eased")
        self.eased.set()


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[Talk, int]]:
    talk = Talk()
    endpoint = WebSocketEndpoint(Origins([ORIGIN]), talk)
    async with listening(WebSocketRoute("/ws", endpoint)) as port:
        yield talk, port
        talk.over.set()


def client(port: int) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/ws",
        origin=Origin(ORIGIN),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        max_size=None,
        proxy=None,
    )


async def test_frames_arrive_as_messages_in_order_between_pings() -> None:
    async with talking() as (talk, port), client(port) as page:
        socket = await talk.socket
        for length in (3, 300, 70_000):
            socket.write(framed(bytes(length)))
            pong = await page.ping()
            assert len(await page.recv(decode=False)) == length
            await pong


@pytest.mark.row("F14")
async def test_who_does_not_read_is_behind_after_little_and_eased_when_it_reads_on() -> None:
    async with talking() as (talk, port), client(port) as page:
        socket = await talk.socket
        page.transport.pause_reading()
        written = await _until(lambda: socket.write(framed(bytes(8000))), lambda: talk.said == ["behind"])
        assert written * 8000 < 16 * 1024 * 1024
        page.transport.resume_reading()
        for _ in range(written):
            assert len(await page.recv(decode=False)) == 8000
        await talk.eased.wait()
        assert talk.said[:2] == ["behind", "eased"]


async def _until(write: Callable[[], None], done: Callable[[], bool]) -> int:
    written = 0
    loop = asyncio.get_running_loop()
    while not done():
        write()
        written += 1
        turned = loop.create_future()
        loop.call_soon(turned.set_result, None)
        await turned
    return written


async def test_what_is_written_behind_a_goodbye_or_to_who_is_gone_goes_nowhere() -> None:
    async with talking() as (talk, port), client(port) as page:
        socket = await talk.socket
        await socket.close(4000, "reconnect")
        socket.write(framed(b"too late"))
        await socket.close(4008, "again")
        await page.wait_closed()
        with pytest.raises(ConnectionClosed):
            await page.recv()
        assert (page.close_code, page.close_reason) == (4000, "reconnect")
        assert await socket.receive() is None
        socket.write(framed(b"nobody is there"))


async def test_a_client_that_reads_hears_why_it_is_closed_behind_all_that_was_written() -> None:
    async with talking() as (talk, port), client(port) as page:
        socket = await talk.socket
        socket.write(framed(b"last words"))
        await socket.close(4000, "reconnect")
        assert await page.recv(decode=False) == b"last words"
        await page.wait_closed()
        assert (page.close_code, page.close_reason) == (4000, "reconnect")


@pytest.mark.row("F14")
async def test_closing_never_waits_for_a_client_that_does_not_read() -> None:
    async with talking() as (talk, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(UPGRADE)
        socket = await talk.socket
        await _until(lambda: socket.write(framed(bytes(BEHIND))), lambda: talk.said == ["behind"])
        async with asyncio.timeout(0.5):
            await socket.close(4008, "slow")
        talk.over.set()
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()


async def test_a_client_that_ignores_the_goodbye_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GOODBYE_SECONDS", 0.1)
    async with talking() as (talk, port), asyncio.TaskGroup() as tasks:
        speaking = tasks.create_task(_cut_off(port))
        await (await talk.socket).close(4000, "reconnect")
        talk.over.set()
        assert await speaking


async def _cut_off(port: int) -> bool:
    with pytest.raises(ConnectionResetError):
        await speak(f"http://127.0.0.1:{port}", UPGRADE)
    return True


async def test_what_came_together_is_received_one_after_the_other() -> None:
    async with talking() as (talk, port), client(port) as page:
        socket = await talk.socket
        for number in range(5):
            await page.send(bytes([number]))
        assert [await socket.receive() for _ in range(5)] == [bytes([number]) for number in range(5)]
        async with asyncio.TaskGroup() as tasks:
            receiving = tasks.create_task(socket.receive())
            await page.send(b"later")
            assert await receiving == b"later"
            gone = tasks.create_task(socket.receive())
            await page.close()
            assert await gone is None
        assert socket.closed_cleanly


async def test_of_who_is_idle_neither_the_parser_nor_the_application_keeps_what_its_browser_said() -> None:
    secret = "a-header-that-is-nowhere-else"
    async with talking() as (talk, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE.removesuffix(b"\r\n") + f"X-Said: {secret}\r\n\r\n".encode())
        await talk.socket
        gc.collect()
        held = [each for each in gc.get_objects() if isinstance(each, Headers | dict) and _says(each, secret)]
        assert held == []
        writer.close()


def _says(headers: Headers | dict[object, object], secret: str) -> bool:
    if isinstance(headers, Headers):
        return secret in headers.values()
    given = headers.get("headers")
    return isinstance(given, list) and any(
        secret.encode() in pair for pair in given if isinstance(pair, tuple)
    )
