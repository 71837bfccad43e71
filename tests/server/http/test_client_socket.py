"""A client's socket on ASGI messages alone, as under a server without the listener's extension."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from starlette.types import Message

from server.auth.origins import Origins
from server.http.client_socket import AsgiSocket
from server.http.websocket import WebSocketEndpoint
from signaling.framing import framed
from signaling.ports import BEHIND, Socket
from signaling.wire import PROTOCOL_VERSION, SUBPROTOCOL, EnterRoom, Hello
from tests.support.node import NodeRig, running, settled
from tests.support.viewer import turn

pytestmark = pytest.mark.anyio

ORIGIN = "http://study.example.org"


class PlainServer:
    """An ASGI server that knows ASGI and nothing else."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.received: asyncio.Queue[Message] = asyncio.Queue()
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, message: Message) -> None:
        await self.takes.wait()
        if self.sent and self.sent[-1]["type"] == "gone":
            raise OSError("the client disconnected")
        self.sent.append(message)

    def payloads(self) -> list[bytes]:
        return [message["bytes"] for message in self.sent if message["type"] == "websocket.send"]


class Rig:
    def __init__(self) -> None:
        self.server = PlainServer()
        self.socket = AsgiSocket(self.server.received.get, self.server.send)
        self.said: list[str] = []
        self.socket.follow(lambda: self.said.append("behind"), lambda: self.said.append("eased"))


@asynccontextmanager
async def writing() -> AsyncIterator[Rig]:
    rig = Rig()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(rig.socket.run())
        yield rig
        task.cancel()


async def test_frames_are_sent_as_messages_in_order() -> None:
    async with writing() as rig:
        for payload in (b"one", bytes(300), bytes(70_000)):
            rig.socket.write(framed(payload))
        await settled()
        assert rig.server.payloads() == [b"one", bytes(300), bytes(70_000)]


@pytest.mark.row("F14")
async def test_a_server_that_waits_makes_the_client_behind_until_it_has_taken_everything() -> None:
    async with writing() as rig:
        rig.server.takes.clear()
        for _ in range(3):
            rig.socket.write(framed(bytes(BEHIND // 2)))
            await turn()
        rig.socket.write(framed(b"more"))
        assert rig.said == ["behind"]
        rig.server.takes.set()
        await settled()
        assert rig.said == ["behind", "eased"]
        assert len(rig.server.payloads()) == 4


async def test_nothing_is_sent_behind_a_goodbye() -> None:
    async with writing() as rig:
        rig.socket.write(framed(b"not sent yet"))
        await rig.socket.close(4000, "reconnect")
        rig.socket.write(framed(b"too late"))
        await rig.socket.close(4008, "again")
        await settled()
        assert rig.server.sent == [{"type": "websocket.close", "code": 4000, "reason": "reconnect"}]


async def test_to_a_client_that_is_gone_nothing_is_sent_and_nothing_fails() -> None:
    async with writing() as rig:
        rig.server.sent.append({"type": "gone"})
        rig.socket.write(framed(b"nobody is there"))
        await settled()
        rig.server.received.put_nowait({"type": "websocket.disconnect", "code": 1006})
        assert await rig.socket.receive() is None
        assert await rig.socket.receive() is None
        await rig.socket.close(1000, "")
        assert (rig.socket.closed_cleanly, len(rig.server.sent)) == (False, 1)


async def test_a_text_message_counts_as_empty_and_a_goodbye_is_clean() -> None:
    rig = Rig()
    rig.server.received.put_nowait({"type": "websocket.receive", "text": "hello"})
    rig.server.received.put_nowait({"type": "websocket.receive", "bytes": b"hello"})
    rig.server.received.put_nowait({"type": "websocket.disconnect", "code": 1001})
    assert [await rig.socket.receive() for _ in range(3)] == [b"", b"hello", None]
    assert rig.socket.closed_cleanly


class Recording:
    """Signalling that keeps the kind of socket that it is given."""

    def __init__(self, rig: NodeRig) -> None:
        self._rig = rig
        self.given: list[type] = []

    async def serve(self, socket: Socket) -> None:
        self.given.append(type(socket))
        await self._rig.node.serve(socket)


async def test_under_a_server_without_the_extension_a_room_is_followed_all_the_same() -> None:
    async with running() as rig:
        server, signalling = PlainServer(), Recording(rig)
        scope = {
            "type": "websocket",
            "path": "/ws",
            "headers": [(b"origin", ORIGIN.encode())],
            "subprotocols": [SUBPROTOCOL],
        }
        endpoint = WebSocketEndpoint(Origins([ORIGIN]), signalling)
        server.received.put_nowait({"type": "websocket.connect"})
        rig.tasks.create_task(endpoint(scope, server.received.get, server.send))
        for request in (Hello(PROTOCOL_VERSION, rig.ticket("ada"), "ada-device"), EnterRoom(1, "study")):
            data = msgspec.msgpack.encode(request)
            server.received.put_nowait({"type": "websocket.receive", "bytes": data})
        await settled()
        writer = await rig.seated("bo")
        await writer.post("study", "to everybody")
        await settled()
        assert signalling.given == [AsgiSocket]
        assert b"to everybody" in server.payloads()[-1]
        server.received.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await settled()
        assert server.sent[-1]["type"] == "websocket.send"
