"""The WebSocket endpoint: lets a page of an allowed origin in, and hands its socket to signalling.

It knows the upgrade (Origin, subprotocol) and the framework's messages; it knows no frame.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from server.auth.origins import Origins
from server.http.client_socket import AsgiSocket, DirectSocket
from server.http.direct_socket import DIRECT
from server.http.errors import Refusal
from signaling.ports import Socket
from signaling.wire import SUBPROTOCOL


class Signalling(Protocol):
    async def serve(self, socket: Socket) -> None:
        """Returns when the client is gone; the socket need not be closed yet."""
        ...


class WebSocketEndpoint:
    """ASGI application for /ws. Refusals are HTTP responses: the upgrade never happens."""

    def __init__(self, origins: Origins, signalling: Signalling) -> None:
        self._origins = origins
        self._signalling = signalling

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self._accepted(scope, receive, send):
            return
        scope[
            "headers"
        ] = []  # nobody asks for them again, and a browser's are kilobytes for as long as it is there
        extension = scope.get("extensions", {}).get(DIRECT)
        if extension is not None:
            socket = DirectSocket(extension["socket"], receive)
            await self._signalling.serve(socket)
            await socket.close(1000, "")
        else:
            await self._serve_slowly(AsgiSocket(receive, send))

    async def _accepted(self, scope: Scope, receive: Receive, send: Send) -> bool:
        websocket = WebSocket(scope, receive, send)
        refusal = self._refusal(websocket)
        if refusal is not None:
            await websocket.send_denial_response(refusal.response())
            return False
        await websocket.accept(SUBPROTOCOL)
        return True

    async def _serve_slowly(self, socket: AsgiSocket) -> None:
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(socket.run())
            await self._signalling.serve(socket)
            await socket.close(1000, "")
            writing.cancel()

    def _refusal(self, websocket: WebSocket) -> Refusal | None:
        if not self._origins.allow(websocket.headers.get("origin")):
            return Refusal(403, "origin_refused", "not a page of this server; see --public-url")
        if SUBPROTOCOL not in websocket.scope["subprotocols"]:
            return Refusal(400, "subprotocol_unknown", f"speak {SUBPROTOCOL}")
        return None
