"""uvicorn's WebSocket protocol with a way past ASGI: whole frames go to the transport as they are, and a socket can be cut.
It keeps little of who is idle: thousands are.

`scope["extensions"][DIRECT]["socket"]` is a `Direct`. An application that does not find it speaks ASGI alone; one that
uses it sends nothing through ASGI after the upgrade was accepted.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from typing_extensions import override
from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.http11 import Request

from signaling.ports import BEHIND

DIRECT = "studyhall.direct"

GOODBYE_SECONDS = 3.0


class _Inbox:
    """As much of `asyncio.Queue` as uvicorn uses, for one reader; while it is empty it holds nothing."""

    __slots__ = ("_came", "_messages")

    def __init__(self) -> None:
        self._messages: deque[ASGIReceiveEvent] | None = None
        self._came: asyncio.Future[None] | None = None

    def put_nowait(self, message: ASGIReceiveEvent) -> None:
        if self._messages is None:
            self._messages = deque()
        self._messages.append(message)
        if self._came is not None and not self._came.done():
            self._came.set_result(None)

    async def get(self) -> ASGIReceiveEvent:
        while self._messages is None:
            self._came = asyncio.get_running_loop().create_future()
            await self._came
        message = self._messages.popleft()
        if not self._messages:
            self._messages = None
        return message

    def empty(self) -> bool:
        return self._messages is None


class _Gate:
    """As much of `asyncio.Event` as uvicorn uses; open from the start."""

    __slots__ = ("_closed",)

    def __init__(self) -> None:
        self._closed: asyncio.Event | None = None

    def is_set(self) -> bool:
        return self._closed is None

    def clear(self) -> None:
        self._closed = self._closed or asyncio.Event()

    def set(self) -> None:
        if self._closed is not None:
            self._closed.set()
            self._closed = None

    async def wait(self) -> None:
        if self._closed is not None:
            await self._closed.wait()


class Outlet:
    """Takes whole frames as long as they may be sent. It is small and apart from the protocol, because a pass goes from
    one to the next a thousand times: what it has to fetch from memory for each costs more than what it does with it.
    """

    __slots__ = ("_write",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._write: Callable[[bytes], None] = transport.write

    def write(self, frame: bytes) -> None:
        """One or more complete frames, unmasked. Never waits; to a client that is gone, or was told goodbye: nothing."""
        self._write(frame)

    def end(self) -> None:
        self._write = _to_nobody


def _to_nobody(_frame: bytes) -> None:
    """Writes nothing."""


class Direct(Protocol):
    """What the extension offers."""

    outlet: Outlet

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None:
        """See `signaling.ports.Socket.follow`."""
        ...

    def close_now(self, code: int, reason: str) -> None:
        """Say why if the client reads; be rid of it in `GOODBYE_SECONDS` in any case."""
        ...


class DirectProtocol(WebSocketsSansIOProtocol):
    """Implements `Direct`."""

    _cut_at: asyncio.TimerHandle | None = None
    _behind: Callable[[], None] | None = None
    _eased: Callable[[], None] | None = None

    @override
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.queue = _Inbox()  # type: ignore[assignment]
        self.writable = _Gate()  # type: ignore[assignment]

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=BEHIND)
        self.outlet = Outlet(self.transport)

    @override
    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][DIRECT] = {"socket": self}

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._cut_at is not None:
            self._cut_at.cancel()
        self._behind = self._eased = None
        self.outlet.end()
        super().connection_lost(exc)

    @override
    def handle_close(self, event: Frame) -> None:
        self.outlet.end()
        super().handle_close(event)

    @override
    def handle_parser_exception(self) -> None:
        self.outlet.end()
        super().handle_parser_exception()

    @override
    def shutdown(self) -> None:
        self.outlet.end()
        super().shutdown()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        if self._behind is not None:
            self._behind()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if self._eased is not None:
            self._eased()

    @override
    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True  # or uvicorn logs an error for every upgrade that was refused
        if message["type"] == "websocket.accept":
            self.request.headers.clear()  # or the parser keeps ten kilobytes of a browser for as long as it is there
            self.response.headers.clear()

    # ------------------------------------------------------------ past ASGI

    def follow(self, behind: Callable[[], None], eased: Callable[[], None]) -> None:
        self._behind, self._eased = behind, eased

    def close_now(self, code: int, reason: str) -> None:
        self.outlet.end()
        if self.close_sent or self.transport.is_closing():
            return
        if not self.writable.is_set():
            self._cut()
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.resume_reading()  # to see its answer
        # Where this is set, uvicorn leaves the transport open for the client's answer when the application returns.
        self.close_timer = self._cut_at = self.loop.call_later(GOODBYE_SECONDS, self._cut)

    def _cut(self) -> None:
        """Reset, so that the kernel keeps nothing of what a client did not read."""
        socket_ = self.transport.get_extra_info("socket")
        if socket_ is not None:
            socket_.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
