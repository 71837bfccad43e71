"""The WebSocket endpoint: lets a page of an allowed origin in, and hands its socket to signalling.

It knows the upgrade (Origin, subprotocol) and the framework's messages; it knows no frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.auth.origins import Origins
from server.http.errors import Refusal
from server.http.listener import CLOSE_NOW
from signaling.ports import Socket
from signaling.wire import SUBPROTOCOL

SAID_GOODBYE = (1000, 1001)


class Signalling(Protocol):
    async def serve(self, socket: Socket) -> None:
        """Returns when the client is gone; the socket need not be closed yet."""
        ...


class ClientSocket:
    """Implements `signaling.ports.Socket` on ASGI messages. Make it after the upgrade was accepted."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._close_now: Callable[[int, str], None] | None = (
            scope.get("extensions", {}).get(CLOSE_NOW, {}).get("close")
        )
        self._open = True
        self._close_code: int | None = None

    async def send(self, data: bytes) -> None:
        await self._pass_on({"type": "websocket.send", "bytes": data})

    async def close(self, code: int, reason: str) -> None:
        if not self._open:
            return
        if self._close_now is not None:
            self._close_now(code, reason)
        else:
            await self._pass_on({"type": "websocket.close", "code": code, "reason": reason})
        self._open = False

    async def receive(self) -> bytes | None:
        if self._close_code is not None:
            return None
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._open = False
            self._close_code = message["code"]
            return None
        data: bytes | None = message.get("bytes")
        return b"" if data is None else data

    @property
    def closed_cleanly(self) -> bool:
        return self._close_code in SAID_GOODBYE

    async def _pass_on(self, message: Message) -> None:
        """To a client that is gone: nothing. `receive` is where one learns of it."""
        if not self._open:
            return
        try:
            await self._send(message)
        except OSError:  # what an ASGI server raises when the client disconnected
            self._open = False


class WebSocketEndpoint:
    """ASGI application for /ws. Refusals are HTTP responses: the upgrade never happens."""

    def __init__(self, origins: Origins, signalling: Signalling) -> None:
        self._origins = origins
        self._signalling = signalling

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        refusal = self._refusal(websocket)
        if refusal is not None:
            await websocket.send_denial_response(refusal.response())
            return
        await websocket.accept(SUBPROTOCOL)
        socket = ClientSocket(scope, receive, send)
        await self._signalling.serve(socket)
        await socket.close(1000, "")

    def _refusal(self, websocket: WebSocket) -> Refusal | None:
        if not self._origins.allow(websocket.headers.get("origin")):
            return Refusal(403, "origin_refused", "not a page of this server; see --public-url")
        if SUBPROTOCOL not in websocket.scope["subprotocols"]:
            return Refusal(400, "subprotocol_unknown", f"speak {SUBPROTOCOL}")
        return None
